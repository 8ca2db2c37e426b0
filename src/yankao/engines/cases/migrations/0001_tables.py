import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import yankao.kernel.ids

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("files", "0001_tables"),
        ("persons", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("procedure", models.CharField(db_collation="C", max_length=60, verbose_name="程序")),
                        ("code", models.CharField(db_collation="C", max_length=60, verbose_name="代碼")),
                        ("name", models.CharField(max_length=80, verbose_name="名稱")),
                        ("group", models.CharField(blank=True, max_length=80, verbose_name="類別")),
                        ("description", models.CharField(blank=True, max_length=400, verbose_name="說明")),
                        ("is_public", models.BooleanField(default=True, verbose_name="可公開")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順序")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="啟用日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用日")),
                    ],
                    options={
                        "verbose_name": "項目",
                        "ordering": ["procedure", "order", "code"],
                        "constraints": [models.UniqueConstraint(fields=("procedure", "code"), name="category_code_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, unique=True, verbose_name="公開識別碼")),
                        ("number", models.CharField(db_collation="C", max_length=20, unique=True, verbose_name="案號")),
                        ("procedure", models.CharField(db_collation="C", max_length=60, verbose_name="程序")),
                        ("title", models.CharField(max_length=200, verbose_name="主旨")),
                        ("description", models.TextField(blank=True, verbose_name="內容")),
                        ("handler_id", models.UUIDField(blank=True, null=True, verbose_name="承辦人識別碼")),
                        ("handler_name", models.CharField(blank=True, max_length=80, verbose_name="承辦人")),
                        ("step", models.CharField(db_collation="C", max_length=40, verbose_name="步驟")),
                        ("channel", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="管道")),
                        ("priority", models.PositiveSmallIntegerField(default=0, verbose_name="優先")),
                        ("is_confidential", models.BooleanField(default=False, verbose_name="保密")),
                        ("is_historical", models.BooleanField(default=False, verbose_name="歷史案件")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                        ("is_test", models.BooleanField(default=False, verbose_name="測試案件")),
                        ("source", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="來源")),
                        ("external_id", models.CharField(blank=True, db_collation="C", max_length=64, verbose_name="外部案號")),
                        ("received_at", models.DateTimeField(verbose_name="受理時間")),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="期限")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="結案時間")),
                        ("lat", models.FloatField(blank=True, null=True, verbose_name="緯度")),
                        ("long", models.FloatField(blank=True, null=True, verbose_name="經度")),
                        ("address", models.CharField(blank=True, max_length=300, verbose_name="地點")),
                        ("opener_kind", models.CharField(db_collation="C", max_length=12, verbose_name="立案者類別")),
                        ("opener_id", models.CharField(db_collation="C", max_length=64, verbose_name="立案者識別碼")),
                        ("opener_name", models.CharField(blank=True, max_length=100, verbose_name="立案者")),
                        ("chain_received_at", models.DateTimeField(blank=True, null=True, verbose_name="首次受理時間")),
                        ("returns", models.PositiveSmallIntegerField(default=0, verbose_name="退回次數")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版次")),
                        ("source_digest", models.BinaryField(max_length=32, null=True, verbose_name="來源摘要")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="承辦機關",
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_cases",
                                to="cases.case",
                                verbose_name="併入案件",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ons",
                                to="cases.case",
                                verbose_name="前案",
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="persons.person",
                                verbose_name="反映人",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.village",
                                verbose_name="里",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.category",
                                verbose_name="項目",
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.emergency",
                                verbose_name="應變模式",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "案件",
                        "indexes": [
                            models.Index(
                                fields=["procedure", "-received_at", "-id"], include=("is_test", "channel", "emergency"), name="case_newest"
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True), ("is_historical", False)),
                                fields=["agency", "due_at", "id"],
                                name="case_agency_open",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True), ("is_historical", False)),
                                fields=["due_at", "id"],
                                name="case_open_due",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True), ("is_historical", False)),
                                fields=["procedure", "step", "due_at", "id"],
                                name="case_step_open",
                            ),
                            models.Index(condition=models.Q(("lat__isnull", False)), fields=["lat", "long"], name="case_place"),
                            models.Index(fields=["opener_id", "-received_at"], name="case_opener"),
                            models.Index(condition=models.Q(("emergency__isnull", False)), fields=["emergency", "category"], name="case_emergency"),
                            models.Index(condition=models.Q(("is_test", True)), fields=["id"], name="case_test"),
                            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_search"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("external_id", ""), _negated=True), fields=("source", "external_id"), name="case_external_id_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lat__isnull", True), ("long__isnull", True)),
                                    models.Q(("lat__isnull", False), ("long__isnull", False)),
                                    _connector="OR",
                                ),
                                name="case_has_both_coordinates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                                ),
                                name="case_not_merged_into_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Emergency",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60, verbose_name="名稱")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("typhoon", "颱風"),
                                    ("rain", "豪雨"),
                                    ("quake", "地震"),
                                    ("outage", "大規模停水停電"),
                                    ("event", "重大活動"),
                                    ("other", "其他"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="類別",
                            ),
                        ),
                        ("order_number", models.CharField(max_length=60, verbose_name="文號")),
                        ("ordered_on", models.DateField(verbose_name="發文日期")),
                        (
                            "areas",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=12),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="行政區",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="開始")),
                        ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="預定結束")),
                        ("started_by", models.CharField(max_length=100, verbose_name="啟動人")),
                        ("started_by_id", models.CharField(db_collation="C", max_length=64, verbose_name="啟動人識別碼")),
                        ("recorded_at", models.DateTimeField(verbose_name="登錄時間")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="結束")),
                        ("ended_by", models.CharField(blank=True, max_length=100, verbose_name="解除人")),
                        ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="解除依據")),
                        ("is_settled", models.BooleanField(default=False, verbose_name="期限已恢復")),
                    ],
                    options={
                        "verbose_name": "應變模式",
                        "ordering": ["-starts_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("starts_at")), _connector="OR"),
                                name="emergency_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueDate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=40, verbose_name="期限")),
                        ("period", models.PositiveSmallIntegerField(default=1, verbose_name="期次")),
                        ("starts_at", models.DateTimeField(verbose_name="起算")),
                        ("given_at", models.DateTimeField(verbose_name="原定期限")),
                        ("due_at", models.DateTimeField(verbose_name="期限（含展延與停計）")),
                        ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="完成時間")),
                        ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="停計起")),
                        ("extended", models.PositiveSmallIntegerField(default=0, verbose_name="展延次數")),
                        ("rule", models.CharField(max_length=300, verbose_name="依據")),
                        ("chase_at", models.DateTimeField(blank=True, null=True, verbose_name="下次提醒")),
                        ("chased", models.PositiveSmallIntegerField(default=0, verbose_name="已提醒次數")),
                        ("fault", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="逾期歸責")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="due_dates", to="cases.case", verbose_name="案件"
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.emergency",
                                verbose_name="停計之應變模式",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "期限",
                        "indexes": [
                            models.Index(condition=models.Q(("chase_at__isnull", False)), fields=["chase_at"], name="due_date_chase"),
                            models.Index(fields=["key", "due_at"], name="due_date_key"),
                            models.Index(condition=models.Q(("emergency__isnull", False)), fields=["emergency"], name="due_date_emergency"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "key", "period"), name="due_date_once_a_period"),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gte", models.F("given_at"))), name="due_date_never_earlier_than_given"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EmergencyItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("stops_clocks", models.BooleanField(default=False, verbose_name="期限停計")),
                        ("added_at", models.DateTimeField(verbose_name="加入時間")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category", verbose_name="項目"
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="cases.emergency", verbose_name="應變模式"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "應變項目",
                        "ordering": ["category__order", "id"],
                        "constraints": [models.UniqueConstraint(fields=("emergency", "category"), name="emergency_item_once")],
                    },
                ),
                migrations.CreateModel(
                    name="EmergencyRoute",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("area", models.CharField(blank=True, db_collation="C", max_length=12, verbose_name="行政區")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                        ("made_at", models.DateTimeField(verbose_name="設定時間")),
                        ("made_by", models.CharField(max_length=100, verbose_name="設定人")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="取消時間")),
                        ("undone_by", models.CharField(blank=True, max_length=100, verbose_name="取消人")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="改由"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category", verbose_name="項目"
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="routes", to="cases.emergency", verbose_name="應變模式"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "應變改分",
                        "ordering": ["category__order", "area", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)), fields=("emergency", "category", "area"), name="emergency_route_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Matter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("area", models.CharField(blank=True, db_collation="C", max_length=12, verbose_name="行政區")),
                        ("name", models.CharField(max_length=80, verbose_name="事項")),
                        ("made_at", models.DateTimeField(verbose_name="設定時間")),
                        ("made_by", models.CharField(max_length=100, verbose_name="設定人")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停止自動併入")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category", verbose_name="項目"
                            ),
                        ),
                        (
                            "emergency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="matters", to="cases.emergency", verbose_name="應變模式"
                            ),
                        ),
                        (
                            "mother",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matters",
                                to="cases.case",
                                verbose_name="母案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "應變事項",
                        "ordering": ["category__order", "area", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)), fields=("emergency", "category", "area"), name="matter_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("letter", models.CharField(db_collation="C", max_length=1, verbose_name="字軌")),
                        ("roc_year", models.PositiveSmallIntegerField(verbose_name="民國年")),
                        ("last", models.PositiveIntegerField(verbose_name="末號")),
                    ],
                    options={
                        "verbose_name": "編號",
                        "constraints": [models.UniqueConstraint(fields=("letter", "roc_year"), name="number_series_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("assist", "協辦"), ("consult", "會辦"), ("inform", "副知"), ("outside", "府外單位")],
                                db_collation="C",
                                max_length=12,
                                verbose_name="參與方式",
                            ),
                        ),
                        ("asked", models.CharField(blank=True, max_length=1000, verbose_name="請辦事項")),
                        ("since_at", models.DateTimeField(verbose_name="請辦時間")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="回復時間")),
                        ("answer", models.TextField(blank=True, verbose_name="辦理情形")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="結束時間")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="cases.case", verbose_name="案件"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "參與機關",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)), fields=("case", "agency", "kind"), name="party_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyAnswer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("ordinal", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("answer", models.TextField(verbose_name="辦理情形")),
                        ("answered_at", models.DateTimeField(verbose_name="回復時間")),
                        ("answered_by", models.CharField(max_length=100, verbose_name="填復者")),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="cases.party", verbose_name="參與機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "參與機關填復",
                        "ordering": ["party_id", "ordinal"],
                        "constraints": [models.UniqueConstraint(fields=("party", "ordinal"), name="party_answer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Passage",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("procedure", models.CharField(db_collation="C", max_length=60, verbose_name="程序")),
                        ("action", models.CharField(db_collation="C", max_length=40, verbose_name="動作")),
                        ("from_step", models.CharField(blank=True, db_collation="C", max_length=40, verbose_name="原步驟")),
                        ("to_step", models.CharField(db_collation="C", max_length=40, verbose_name="新步驟")),
                        ("occurred_at", models.DateTimeField(verbose_name="發生時間")),
                        ("recorded_at", models.DateTimeField(verbose_name="登錄時間")),
                        ("late_reason", models.CharField(blank=True, max_length=200, verbose_name="補登理由")),
                        ("actor_kind", models.CharField(db_collation="C", max_length=12, verbose_name="執行者類別")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="執行者識別碼")),
                        ("actor_name", models.CharField(blank=True, max_length=100, verbose_name="執行者")),
                        ("in_time", models.BooleanField(null=True, verbose_name="如期")),
                        ("reason", models.CharField(blank=True, max_length=1000, verbose_name="理由")),
                        (
                            "unmet",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="未符條件"
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="當時承辦機關",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="cases.case", verbose_name="案件"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "歷程",
                        "ordering": ["case_id", "id"],
                        "indexes": [
                            models.Index(fields=["procedure", "to_step", "occurred_at"], name="passage_entering"),
                            models.Index(fields=["procedure", "action", "occurred_at"], name="passage_action"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionGrant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("from_at", models.DateTimeField(verbose_name="原期限")),
                        ("to_at", models.DateTimeField(verbose_name="新期限")),
                        ("amount", models.PositiveSmallIntegerField(verbose_name="數量")),
                        ("unit", models.CharField(db_collation="C", max_length=10, verbose_name="單位")),
                        (
                            "due_date",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="cases.duedate", verbose_name="期限"
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.passage", verbose_name="歷程"),
                        ),
                    ],
                    options={
                        "verbose_name": "展延",
                    },
                ),
                migrations.CreateModel(
                    name="Edit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("field", models.CharField(db_collation="C", max_length=60, verbose_name="欄位")),
                        ("old", models.TextField(blank=True, verbose_name="原值")),
                        ("new", models.TextField(blank=True, verbose_name="新值")),
                        ("actor_name", models.CharField(blank=True, max_length=100, verbose_name="執行者")),
                        ("occurred_at", models.DateTimeField(verbose_name="發生時間")),
                        ("recorded_at", models.DateTimeField(verbose_name="登錄時間")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="cases.case", verbose_name="案件"
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="cases.passage", verbose_name="歷程"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "修改",
                        "ordering": ["case_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseNote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("internal", "處理紀錄"), ("public", "回復"), ("supplement", "補陳")],
                                db_collation="C",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="內容")),
                        ("written_at", models.DateTimeField(verbose_name="時間")),
                        ("author_name", models.CharField(blank=True, max_length=100, verbose_name="撰寫者")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case", verbose_name="案件"
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.passage", verbose_name="歷程"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "紀錄",
                        "indexes": [models.Index(fields=["case", "written_at"], name="case_note_order")],
                    },
                ),
                migrations.CreateModel(
                    name="CaseFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("caption", models.CharField(blank=True, max_length=200, verbose_name="說明")),
                        ("is_public", models.BooleanField(default=False, verbose_name="可公開")),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除時間")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="cases.case", verbose_name="案件"
                            ),
                        ),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="files", to="cases.passage", verbose_name="歷程"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "附件",
                    },
                ),
                migrations.CreateModel(
                    name="ReplyDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "擬稿中"),
                                    ("checking", "核稿中"),
                                    ("deciding", "待決行"),
                                    ("sent_back", "退稿"),
                                    ("sent", "已發文"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="回復內容")),
                        ("number", models.CharField(blank=True, max_length=40, verbose_name="文號")),
                        ("drafted_by", models.CharField(max_length=100, verbose_name="擬稿人")),
                        ("drafted_at", models.DateTimeField(verbose_name="擬稿時間")),
                        ("checked_by", models.CharField(blank=True, max_length=100, verbose_name="核稿人")),
                        ("decided_by", models.CharField(blank=True, max_length=220, verbose_name="決行人")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決行時間")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="cases.case", verbose_name="案件"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "回復稿",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "sent"), _negated=True), fields=("case",), name="one_open_reply_a_case"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("follow_on", "後續案件"), ("merged", "併案"), ("related", "相關案件")],
                                db_collation="C",
                                max_length=12,
                                verbose_name="關係",
                            ),
                        ),
                        ("ordinal", models.PositiveSmallIntegerField(default=1, verbose_name="序號")),
                        ("reason_code", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="理由代碼")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="理由")),
                        ("made_at", models.DateTimeField(verbose_name="建立時間")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="取消時間")),
                        (
                            "from_case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links_out", to="cases.case", verbose_name="前案"
                            ),
                        ),
                        (
                            "to_case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links_in", to="cases.case", verbose_name="後案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "案件關聯",
                        "constraints": [models.UniqueConstraint(fields=("from_case", "kind", "ordinal"), name="case_link_numbered")],
                    },
                ),
                migrations.CreateModel(
                    name="CategoryRule",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts_on", models.DateField(verbose_name="生效日")),
                        ("area", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="區域")),
                        ("owner", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="設施權屬")),
                        ("tier", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="時限級別")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="權責機關",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="cases.category", verbose_name="項目"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "項目規則",
                        "constraints": [models.UniqueConstraint(fields=("category", "area", "owner", "starts_on"), name="category_rule_once")],
                    },
                ),
            ],
        ),
    ]
