import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Tender",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        (
                            "number",
                            models.CharField(
                                db_collation="C",
                                max_length=40,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[0-9A-Za-z][0-9A-Za-z._/()-]*\\Z", "標案編號僅能用英數字及 . _ / ( ) -，例如 1120315-A01"
                                    )
                                ],
                                verbose_name="標案編號",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="標案名稱")),
                        (
                            "works",
                            models.CharField(
                                choices=[
                                    ("road", "道路"),
                                    ("bridge", "橋梁"),
                                    ("building", "建築"),
                                    ("water", "水利及排水"),
                                    ("sewer", "下水道"),
                                    ("slope", "水土保持及邊坡"),
                                    ("park", "公園綠地及景觀"),
                                    ("harbour", "港灣及漁港"),
                                    ("electrical", "機電"),
                                    ("other", "其他"),
                                ],
                                db_collation="C",
                                default="other",
                                max_length=12,
                                verbose_name="工程類別",
                            ),
                        ),
                        (
                            "funding",
                            models.CharField(
                                choices=[("own", "本府自辦"), ("subsidised", "補助其他機關"), ("entrusted", "委託其他機關")],
                                db_collation="C",
                                default="own",
                                max_length=12,
                                verbose_name="辦理方式",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("awarded", "決標未開工"),
                                    ("working", "施工中"),
                                    ("stopped", "停工"),
                                    ("ended", "竣工未驗收"),
                                    ("accepted", "驗收完成"),
                                    ("terminated", "終止或解除契約"),
                                ],
                                db_collation="C",
                                default="awarded",
                                max_length=12,
                                verbose_name="標案狀態",
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="工程地點")),
                        (
                            "budget_amount",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="預算金額（元）",
                            ),
                        ),
                        (
                            "floor_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="底價（元）",
                            ),
                        ),
                        (
                            "award_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="決標金額（元）",
                            ),
                        ),
                        (
                            "contract_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="變更後契約金額（元）",
                            ),
                        ),
                        ("changes", models.PositiveSmallIntegerField(default=0, verbose_name="變更設計次數")),
                        ("contractor", models.CharField(blank=True, max_length=100, verbose_name="施工廠商")),
                        ("design_unit", models.CharField(blank=True, max_length=100, verbose_name="設計單位")),
                        ("supervision_unit", models.CharField(blank=True, max_length=100, verbose_name="監造單位")),
                        ("management_unit", models.CharField(blank=True, max_length=100, verbose_name="專案管理單位")),
                        ("awarded_on", models.DateField(verbose_name="決標日期")),
                        ("planned_start_on", models.DateField(blank=True, null=True, verbose_name="預定開工日期")),
                        ("started_on", models.DateField(blank=True, null=True, verbose_name="實際開工日期")),
                        ("planned_end_on", models.DateField(blank=True, null=True, verbose_name="預定竣工日期")),
                        ("revised_end_on", models.DateField(blank=True, null=True, verbose_name="變更後預定竣工日期")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="實際竣工日期")),
                        ("planned_acceptance_on", models.DateField(blank=True, null=True, verbose_name="預定驗收日期")),
                        ("accepted_on", models.DateField(blank=True, null=True, verbose_name="驗收完成日期")),
                        ("stopped_on", models.DateField(blank=True, null=True, verbose_name="停工日期")),
                        ("terminated_on", models.DateField(blank=True, null=True, verbose_name="終止契約日期")),
                        ("progress_month", models.DateField(blank=True, editable=False, null=True, verbose_name="進度月份")),
                        (
                            "planned_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定進度（%）",
                            ),
                        ),
                        (
                            "actual_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="實際進度（%）",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="主辦機關"
                            ),
                        ),
                        (
                            "district",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.district",
                                verbose_name="行政區",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "工程標案",
                        "ordering": ["number"],
                        "abstract": False,
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="tender_search"),
                            models.Index(fields=["agency", "state"], name="tender_agency"),
                            models.Index(fields=["started_on", "ended_on"], name="tender_in_execution"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("number",),
                                name="tender_number_once",
                                violation_error_message="此標案編號已登錄；如有變動，請以「更正」辦理",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    models.Q(("ended_on__gte", models.F("started_on")), ("started_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="tender_ends_after_it_starts",
                                violation_error_message="實際竣工日期不得早於實際開工日期，且應先填實際開工日期",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_on__isnull", True),
                                    models.Q(("accepted_on__gte", models.F("ended_on")), ("ended_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="tender_accepted_after_its_end",
                                violation_error_message="驗收完成日期不得早於實際竣工日期，且應先填實際竣工日期",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Difference",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("feed_off", "已驗收，停止介接"),
                                    ("own_late", "本系統檢核點未完成，進度已落後，但工程會標案系統未落後"),
                                    ("reason_only", "工程會標案系統已填落後原因，但本系統未落後"),
                                    ("not_sent", "當月進度或落後原因尚未同步"),
                                    ("values", "進度數值不一致"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="差異情形",
                            ),
                        ),
                        ("central", models.CharField(max_length=200, verbose_name="工程會標案系統")),
                        ("own", models.CharField(max_length=200, verbose_name="本府紀錄")),
                        ("found_at", models.DateTimeField(verbose_name="發現時間")),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("central", "以工程會標案系統為準"),
                                    ("own", "以本府紀錄為準，請機關更正工程會標案系統"),
                                    ("both", "兩者並存，已查明原因"),
                                    ("gone", "後續資料已一致"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="處理結果",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="處理理由")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="處理時間")),
                        ("decided_by", models.CharField(blank=True, max_length=100, verbose_name="處理者")),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="differences", to="tenders.tender", verbose_name="標案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "標案資料差異",
                        "ordering": ["-month", "id"],
                        "indexes": [models.Index(fields=["decided_at", "month"], name="tender_difference_open")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_at__isnull", True)),
                                fields=("tender", "month", "kind"),
                                name="tender_difference_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("decision", "")),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        models.Q(("decision", ""), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="tender_difference_decided_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TenderMonth",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "source",
                            models.CharField(
                                choices=[("central", "工程會標案系統"), ("own", "本府紀錄")], db_collation="C", max_length=10, verbose_name="資料來源"
                            ),
                        ),
                        ("filled_on", models.DateField(verbose_name="填報日期")),
                        (
                            "planned",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="累計預定進度（%）",
                            ),
                        ),
                        (
                            "actual",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="累計實際進度（%）",
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=400, verbose_name="辦理情形")),
                        ("late_checkpoint", models.CharField(blank=True, max_length=60, verbose_name="逾期未完成之檢核點")),
                        ("lag_factor", models.CharField(blank=True, max_length=60, verbose_name="落後因素")),
                        ("lag_cause", models.CharField(blank=True, max_length=400, verbose_name="原因分析")),
                        ("lag_remedy", models.CharField(blank=True, max_length=400, verbose_name="解決方法")),
                        ("to_coordinate", models.CharField(blank=True, max_length=400, verbose_name="待協調事項及涉及機關")),
                        ("caught_up_by", models.DateField(blank=True, null=True, verbose_name="改進完成期限")),
                        ("responsible", models.CharField(blank=True, max_length=60, verbose_name="責任歸屬")),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="months", to="tenders.tender", verbose_name="標案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "標案每月進度",
                        "ordering": ["-month", "tender_id", "source"],
                        "abstract": False,
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="tendermonth_search"),
                            models.Index(fields=["month", "source"], name="tender_month_source"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("tender", "month", "source"),
                                name="tender_month_once",
                                violation_error_message="此標案該月之進度已登錄；如有變動，請以「更正」辦理",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)),
                                name="tender_month_is_its_first_day",
                                violation_error_message="月份請填該月第一日，例如 112/3/1",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chase",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="月份")),
                        ("step", models.PositiveSmallIntegerField(verbose_name="稽催次序")),
                        ("name", models.CharField(max_length=40, verbose_name="稽催方式")),
                        ("owed", models.PositiveIntegerField(verbose_name="未填標案數")),
                        ("told_at", models.DateTimeField(verbose_name="時間")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "填報稽催",
                        "ordering": ["-told_at", "agency_id"],
                        "constraints": [models.UniqueConstraint(fields=("agency", "month", "step"), name="tender_chase_once")],
                    },
                ),
            ],
        ),
    ]
