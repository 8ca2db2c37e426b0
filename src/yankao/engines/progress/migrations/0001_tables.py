import django.core.validators
import django.db.models.deletion
import django.db.models.expressions

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
        ("files", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Baseline",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveSmallIntegerField(verbose_name="版次")),
                        ("approved_number", models.CharField(blank=True, max_length=60, verbose_name="簽准文號")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="修正理由")),
                        ("made_at", models.DateTimeField(verbose_name="訂定時間")),
                        ("made_by", models.CharField(max_length=100, verbose_name="訂定者")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="baselines", to="progress.plan", verbose_name="計畫"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "基準",
                        "ordering": ["plan_id", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "version"), name="baseline_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version", 1),
                                    models.Q(models.Q(("approved_number", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="baseline_change_is_approved",
                                violation_error_message="修正基準須有簽准文號及理由",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FillingWindow",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("programme", models.CharField(db_collation="C", max_length=60, verbose_name="列管類別")),
                        ("month", models.DateField(verbose_name="期別")),
                        ("given_at", models.DateTimeField(verbose_name="原定期限")),
                        ("due_at", models.DateTimeField(verbose_name="填報期限")),
                        ("rule", models.CharField(max_length=300, verbose_name="依據")),
                        ("extended_reason", models.CharField(blank=True, max_length=400, verbose_name="展延理由")),
                        ("reminded", models.PositiveSmallIntegerField(default=0, verbose_name="已提醒次數")),
                    ],
                    options={
                        "verbose_name": "填報期間",
                        "indexes": [models.Index(fields=["due_at"], name="window_due")],
                        "constraints": [models.UniqueConstraint(fields=("programme", "month"), name="window_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodReport",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("month", models.DateField(verbose_name="期別")),
                        (
                            "planned_year",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定年累計進度（%）",
                            ),
                        ),
                        (
                            "planned_total",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定總累計進度（%）",
                            ),
                        ),
                        (
                            "planned_amount",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="預定年累計支用數（元）",
                            ),
                        ),
                        ("target", models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="目標值")),
                        (
                            "year_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="年累計進度（%）",
                            ),
                        ),
                        (
                            "total_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="總累計進度（%）",
                            ),
                        ),
                        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="實際值")),
                        (
                            "allotted",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="累計分配數（元）",
                            ),
                        ),
                        (
                            "realised",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="累計實現數（元）",
                            ),
                        ),
                        (
                            "payable",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="應付未付數（元）",
                            ),
                        ),
                        (
                            "surplus",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=15,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="節餘數（元）",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="辦理情形")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="進度下修理由")),
                        (
                            "year_lag",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(models.F("planned_year"), "-", models.F("year_progress")),
                                output_field=models.DecimalField(decimal_places=2, max_digits=6, verbose_name="年累計落後"),
                            ),
                        ),
                        (
                            "total_lag",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    models.F("planned_total"), "-", models.F("total_progress")
                                ),
                                output_field=models.DecimalField(decimal_places=2, max_digits=6, verbose_name="總累計落後"),
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("typed", "人工填報"), ("imported", "檔案匯入"), ("feed", "系統介接")],
                                db_collation="C",
                                default="typed",
                                max_length=10,
                                verbose_name="來源",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "填報中"),
                                    ("window", "待管考窗口確認"),
                                    ("head", "待主管核定"),
                                    ("commission", "待研考會審查"),
                                    ("passed", "審查通過"),
                                    ("returned", "退回補正"),
                                ],
                                db_collation="C",
                                default="draft",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="首次送審時間")),
                        ("passed_at", models.DateTimeField(null=True, verbose_name="審查通過時間")),
                        ("returns", models.PositiveSmallIntegerField(default=0, verbose_name="退回補正次數")),
                        ("filled_by", models.CharField(max_length=100, verbose_name="填報者")),
                        ("filled_at", models.DateTimeField(verbose_name="填報時間")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版次")),
                        (
                            "baseline",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="progress.baseline",
                                verbose_name="比較基準",
                            ),
                        ),
                        (
                            "window",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="progress.fillingwindow",
                                verbose_name="填報期間",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="progress.plan", verbose_name="計畫"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "期報",
                        "ordering": ["plan_id", "month"],
                        "indexes": [models.Index(fields=["month", "state"], name="report_waiting")],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "month"), name="report_once_a_period"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("year_progress__isnull", True),
                                        models.Q(("year_progress__gte", 0), ("year_progress__lte", 100)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("total_progress__isnull", True),
                                        models.Q(("total_progress__gte", 0), ("total_progress__lte", 100)),
                                        _connector="OR",
                                    ),
                                ),
                                name="report_within_hundred",
                            ),
                            models.CheckConstraint(condition=models.Q(("month__day", 1)), name="report_month_is_its_first_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("number", models.CharField(db_collation="C", editable=False, max_length=20, unique=True, verbose_name="列管編號")),
                        ("programme", models.CharField(db_collation="C", editable=False, max_length=60, verbose_name="列管類別")),
                        ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年度")),
                        ("last_year", models.PositiveSmallIntegerField(editable=False, verbose_name="迄年度")),
                        ("name", models.CharField(max_length=200, verbose_name="計畫名稱")),
                        ("category", models.CharField(blank=True, max_length=60, verbose_name="類別")),
                        ("starts_on", models.DateField(verbose_name="計畫起日")),
                        ("ends_on", models.DateField(verbose_name="計畫迄日")),
                        (
                            "level",
                            models.CharField(
                                choices=[("city", "府管制"), ("bureau", "局管制"), ("own", "自行管制")],
                                db_collation="C",
                                default="city",
                                max_length=10,
                                verbose_name="管制級別",
                            ),
                        ),
                        (
                            "risk",
                            models.CharField(
                                choices=[("low", "低風險"), ("medium", "中風險"), ("high", "高風險")],
                                db_collation="C",
                                default="medium",
                                max_length=10,
                                verbose_name="風險等級",
                            ),
                        ),
                        ("is_lower_better", models.BooleanField(default=False, verbose_name="數值愈低愈好")),
                        (
                            "budget_public",
                            models.DecimalField(
                                decimal_places=0,
                                default=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="公務預算（元）",
                            ),
                        ),
                        (
                            "budget_fund",
                            models.DecimalField(
                                decimal_places=0,
                                default=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="基金預算（元）",
                            ),
                        ),
                        (
                            "budget_central",
                            models.DecimalField(
                                decimal_places=0,
                                default=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="中央補助（元）",
                            ),
                        ),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("tracked", "列管中"),
                                    ("released", "解除列管"),
                                    ("withdrawn", "撤案"),
                                    ("stopped", "停辦"),
                                    ("merged", "併案"),
                                    ("kept", "保留"),
                                    ("carried", "跨年續列"),
                                ],
                                db_collation="C",
                                default="tracked",
                                editable=False,
                                max_length=10,
                                verbose_name="列管狀態",
                            ),
                        ),
                        ("listed_on", models.DateField(editable=False, verbose_name="列管日期")),
                        ("listed_number", models.CharField(blank=True, max_length=60, verbose_name="列管核定文號")),
                        ("left_on", models.DateField(editable=False, null=True, verbose_name="退場日期")),
                        ("left_number", models.CharField(blank=True, editable=False, max_length=60, verbose_name="退場文號")),
                        ("left_reason", models.CharField(blank=True, editable=False, max_length=400, verbose_name="退場理由")),
                        ("source", models.CharField(blank=True, db_collation="C", editable=False, max_length=40, verbose_name="資料來源")),
                        ("external_id", models.CharField(blank=True, db_collation="C", editable=False, max_length=80, verbose_name="來源編號")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="主辦機關"
                            ),
                        ),
                        (
                            "baseline",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="progress.baseline",
                                verbose_name="現行基準",
                            ),
                        ),
                        (
                            "carried_from",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_to",
                                to="progress.plan",
                                verbose_name="承接",
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
                        (
                            "latest",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="progress.periodreport",
                                verbose_name="最近一期",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="progress.plan",
                                verbose_name="併入",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "列管計畫",
                        "ordering": ["number"],
                        "indexes": [
                            models.Index(fields=["programme", "year", "number"], name="plan_set"),
                            models.Index(fields=["agency", "programme", "year"], name="plan_agency"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="plan_ends_after_it_starts",
                                violation_error_message="計畫迄日不得早於起日",
                            ),
                            models.CheckConstraint(condition=models.Q(("last_year__gte", models.F("year"))), name="plan_set_is_a_period"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("left_on__isnull", True), ("standing", "tracked")),
                                    models.Q(models.Q(("standing", "tracked"), _negated=True), ("left_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_left_on_a_day",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("external_id", ""), _negated=True),
                                fields=("programme", "year", "external_id"),
                                name="plan_taken_over_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MilestoneDone",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=40, verbose_name="代碼")),
                        ("done_on", models.DateField(verbose_name="實際完成日")),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="佐證")),
                        ("told_at", models.DateTimeField(verbose_name="登錄時間")),
                        ("told_by", models.CharField(max_length=100, verbose_name="登錄者")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reached", to="progress.plan", verbose_name="計畫"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查核點完成",
                        "indexes": [models.Index(fields=["key", "done_on"], name="milestone_done_on")],
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="milestone_done_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Alarm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="期別")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("lag", "進度落後"), ("spend", "年經費支用比偏低"), ("ahead", "超越目標過多")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="警示",
                            ),
                        ),
                        ("measured", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="數值")),
                        ("numerator", models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="分子")),
                        ("denominator", models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="分母")),
                        ("rule", models.CharField(max_length=300, verbose_name="依據")),
                        ("streak", models.PositiveSmallIntegerField(default=1, verbose_name="連續期數")),
                        ("raised_at", models.DateTimeField(verbose_name="警示時間")),
                        ("due_at", models.DateTimeField(verbose_name="說明期限")),
                        ("lifted_at", models.DateTimeField(null=True, verbose_name="撤銷時間")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="說明時間")),
                        ("answered_by", models.CharField(blank=True, max_length=100, verbose_name="說明者")),
                        ("cause", models.TextField(blank=True, verbose_name="原因分析")),
                        ("remedy", models.TextField(blank=True, verbose_name="改善方案")),
                        ("catch_up_month", models.DateField(blank=True, null=True, verbose_name="預定趕上月份")),
                        ("responsible", models.CharField(blank=True, max_length=100, verbose_name="責任歸屬")),
                        (
                            "case",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.case", verbose_name="催辦案件"
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="alarms", to="progress.periodreport", verbose_name="期報"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="alarms", to="progress.plan", verbose_name="計畫"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "警示",
                        "ordering": ["month", "kind"],
                        "indexes": [
                            models.Index(fields=["month", "kind"], name="alarm_month"),
                            models.Index(
                                condition=models.Q(("answered_at__isnull", True), ("lifted_at__isnull", True)),
                                fields=["due_at"],
                                name="alarm_unanswered",
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("report", "kind"), name="alarm_once_a_report")],
                    },
                ),
                migrations.CreateModel(
                    name="ReportEdit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("field", models.CharField(db_collation="C", max_length=30, verbose_name="欄位")),
                        ("old", models.TextField(blank=True, verbose_name="原值")),
                        ("new", models.TextField(blank=True, verbose_name="新值")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="填報者")),
                        ("done_at", models.DateTimeField(verbose_name="時間")),
                        ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="progress.periodreport")),
                    ],
                    options={
                        "verbose_name": "填報異動",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportPassage",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("stage", models.CharField(db_collation="C", max_length=20, verbose_name="動作")),
                        ("from_state", models.CharField(db_collation="C", max_length=12, verbose_name="原狀態")),
                        ("to_state", models.CharField(db_collation="C", max_length=12, verbose_name="新狀態")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="理由")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="執行者識別碼")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="執行者")),
                        ("done_at", models.DateTimeField(verbose_name="時間")),
                        (
                            "report",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="progress.periodreport"),
                        ),
                    ],
                    options={
                        "verbose_name": "審核歷程",
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["stage", "done_at"], name="report_passage_stage")],
                    },
                ),
                migrations.CreateModel(
                    name="ReportPhoto",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("caption", models.CharField(blank=True, max_length=200, verbose_name="說明")),
                        ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="progress.periodreport")),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "照片",
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="期別")),
                        ("checked_on", models.DateField(verbose_name="查證日期")),
                        (
                            "progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="查證進度（%）",
                            ),
                        ),
                        ("finding", models.TextField(verbose_name="查證意見")),
                        ("checked_by", models.CharField(max_length=200, verbose_name="查證人員")),
                        ("told_at", models.DateTimeField(verbose_name="登錄時間")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="verifications", to="progress.plan", verbose_name="計畫"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "實地查證",
                        "ordering": ["checked_on", "id"],
                        "indexes": [models.Index(fields=["checked_on"], name="verification_day")],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineMonth",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "year_progress",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定年累計進度（%）",
                            ),
                        ),
                        (
                            "total_progress",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定總累計進度（%）",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=0,
                                default=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="預定年累計支用數（元）",
                            ),
                        ),
                        ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="目標值")),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="months", to="progress.baseline", verbose_name="基準"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "預定進度",
                        "ordering": ["baseline_id", "month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("baseline", "month"), name="baseline_month_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("year_progress__isnull", True),
                                        models.Q(("year_progress__gte", 0), ("year_progress__lte", 100)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("total_progress__isnull", True),
                                        models.Q(("total_progress__gte", 0), ("total_progress__lte", 100)),
                                        _connector="OR",
                                    ),
                                ),
                                name="baseline_within_hundred",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulletinIssue",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("bulletin", models.CharField(db_collation="C", max_length=60, verbose_name="刊名")),
                        ("month", models.DateField(verbose_name="期別")),
                        ("due_at", models.DateTimeField(verbose_name="應公布期限")),
                        ("issued_at", models.DateTimeField(verbose_name="公布時間")),
                        ("issued_by", models.CharField(max_length=100, verbose_name="公布者")),
                        ("letter_number", models.CharField(max_length=60, verbose_name="函送文號")),
                        ("plans", models.PositiveIntegerField(verbose_name="列管計畫數")),
                        ("behind", models.PositiveIntegerField(verbose_name="落後計畫數")),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "月報及雙月報",
                        "ordering": ["bulletin", "-month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bulletin", "month"), name="bulletin_once_a_period"),
                            models.CheckConstraint(condition=models.Q(("letter_number", ""), _negated=True), name="bulletin_names_its_letter"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=40, verbose_name="代碼")),
                        ("name", models.CharField(max_length=100, verbose_name="查核點")),
                        ("planned_on", models.DateField(verbose_name="預定完成日")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順序")),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="progress.baseline", verbose_name="基準"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查核點",
                        "ordering": ["baseline_id", "planned_on", "order"],
                        "indexes": [models.Index(fields=["key", "planned_on"], name="milestone_planned")],
                        "constraints": [models.UniqueConstraint(fields=("baseline", "key"), name="milestone_once")],
                    },
                ),
            ],
        ),
    ]
