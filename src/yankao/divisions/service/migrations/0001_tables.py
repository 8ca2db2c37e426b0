import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions

from decimal import Decimal
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="AccidentReport",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("works", "公共工程施工"),
                                    ("road", "道路或人行道"),
                                    ("tree", "路樹倒塌"),
                                    ("facility", "公園或公共設施"),
                                    ("event", "市府主辦活動"),
                                    ("other", "其他"),
                                ],
                                default="other",
                                max_length=10,
                                verbose_name="事件類別",
                            ),
                        ),
                        ("happened_at", models.DateTimeField(blank=True, null=True, verbose_name="發生時間")),
                        ("facility", models.CharField(blank=True, max_length=120, verbose_name="工程或設施名稱")),
                        ("contractor", models.CharField(blank=True, max_length=120, verbose_name="施工廠商")),
                        ("injured_count", models.PositiveSmallIntegerField(default=0, verbose_name="受傷人數")),
                        ("dead_count", models.PositiveSmallIntegerField(default=0, verbose_name="死亡人數")),
                        ("hospital", models.CharField(blank=True, max_length=120, verbose_name="送醫院所")),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="到場時間")),
                        ("site_measures", models.TextField(blank=True, help_text="例如圍設、警示、停工、搶修", verbose_name="現場處置")),
                        ("cause", models.TextField(blank=True, verbose_name="原因研判")),
                        (
                            "insurance",
                            models.CharField(
                                choices=[
                                    ("unknown", "查詢中"),
                                    ("liability", "公共意外責任險"),
                                    ("contractor", "廠商營造綜合保險"),
                                    ("none", "無保險"),
                                ],
                                default="unknown",
                                max_length=12,
                                verbose_name="保險",
                            ),
                        ),
                        (
                            "compensation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_asked", "當事人未請求"),
                                    ("insurer", "保險理賠中"),
                                    ("state", "國家賠償協議中"),
                                    ("paid", "已理賠、賠償或和解"),
                                    ("refused", "無賠償責任，已書面告知"),
                                ],
                                max_length=12,
                                verbose_name="賠償情形",
                            ),
                        ),
                        ("claimed_on", models.DateField(blank=True, null=True, verbose_name="請求國家賠償日期")),
                        ("outcome", models.TextField(blank=True, verbose_name="結案說明")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Dispatch",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("lamp_number", models.CharField(blank=True, max_length=40, verbose_name="燈桿或設施編號")),
                        ("landmark", models.CharField(blank=True, max_length=100, verbose_name="明顯地標")),
                        ("is_dangerous", models.BooleanField(default=False, verbose_name="有立即危險")),
                        ("wants_call_back", models.BooleanField(default=True, verbose_name="需回電告知結果")),
                        (
                            "asset_owner",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("city", "市政府"),
                                    ("highway", "公路局養護之省道"),
                                    ("power", "台電公司"),
                                    ("water", "自來水公司"),
                                    ("telecom", "電信業者"),
                                    ("gas", "瓦斯業者"),
                                    ("private", "私人或社區"),
                                ],
                                help_text="不確定可不選，依項目及地點分派；選定後依該權屬的規則分派。立案後更改不會自動改派，請另辦「改派機關」。",
                                max_length=20,
                                verbose_name="設施權屬",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="到場時間")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fixed", "已處理完成"),
                                    ("secured", "已先行警示或圍設"),
                                    ("not_found", "現場未發現所述情形"),
                                    ("private", "屬私人或其他權責，已轉知"),
                                    ("not_at_once", "無法立即修復"),
                                ],
                                max_length=20,
                                verbose_name="處理結果",
                            ),
                        ),
                        (
                            "call_back",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("called", "已電話回復"),
                                    ("sms_after_call", "電話未通改發簡訊"),
                                    ("sms", "簡訊回復"),
                                    ("written", "書面或線上回復"),
                                    ("not_needed", "民眾表示免回復"),
                                    ("no_number", "未留聯絡方式"),
                                    ("told_at_intake", "受理時已說明"),
                                    ("not_at_night", "夜間不回電"),
                                ],
                                max_length=20,
                                verbose_name="回復民眾情形",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DoNotAsk",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("phone_index", models.BinaryField(max_length=64, unique=True, verbose_name="電話索引")),
                        ("asked_at", models.DateTimeField(verbose_name="表示時間")),
                        ("recorded_by", models.CharField(max_length=100, verbose_name="登錄者")),
                    ],
                    options={
                        "verbose_name": "請勿再訪",
                    },
                ),
                migrations.CreateModel(
                    name="Inquiry",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("question", models.TextField(verbose_name="詢問事項")),
                        ("answer", models.TextField(blank=True, verbose_name="答復內容")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MonitoringPlan",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(unique=True, verbose_name="月份")),
                        ("per_agent", models.PositiveSmallIntegerField(verbose_name="每人通數")),
                        ("seed", models.CharField(db_collation="C", max_length=64, verbose_name="亂數種子")),
                        ("population", models.PositiveIntegerField(verbose_name="母體通數")),
                        ("agents", models.PositiveIntegerField(verbose_name="話務人員數")),
                        ("drawn_by", models.CharField(max_length=100, verbose_name="抽樣者")),
                        ("drawn_at", models.DateTimeField(verbose_name="抽樣時間")),
                    ],
                    options={
                        "verbose_name": "監聽抽樣",
                    },
                ),
                migrations.CreateModel(
                    name="OnsiteCoordination",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("inspection", "現場會勘"), ("recheck", "複查"), ("mediation", "協調")],
                                default="inspection",
                                max_length=12,
                                verbose_name="辦理方式",
                            ),
                        ),
                        ("meets_at", models.DateTimeField(blank=True, null=True, verbose_name="會勘時間")),
                        ("meeting_point", models.CharField(blank=True, max_length=200, verbose_name="集合地點")),
                        ("convened_by", models.CharField(blank=True, max_length=60, verbose_name="召集人職稱")),
                        ("items_due_on", models.DateField(blank=True, null=True, verbose_name="列管事項完成期限")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("solved", "已解決"),
                                    ("explained", "已向民眾說明，民眾接受"),
                                    ("no_agreement", "協調未成"),
                                    ("not_city", "非市府權責，已轉知"),
                                ],
                                max_length=16,
                                verbose_name="辦理結果",
                            ),
                        ),
                        ("settlement", models.TextField(blank=True, verbose_name="結論說明")),
                        ("rechecked_on", models.DateField(blank=True, null=True, verbose_name="複查日期")),
                        ("recheck_finding", models.TextField(blank=True, verbose_name="複查情形")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Petition",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("is_accusation", models.BooleanField(default=False, verbose_name="檢舉（身分保密）")),
                        ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名")),
                        ("is_repeated", models.BooleanField(default=False, verbose_name="重複陳情")),
                        ("earlier_number", models.CharField(blank=True, max_length=20, verbose_name="前次案號")),
                        (
                            "reply_by",
                            models.CharField(
                                choices=[("email", "電子郵件"), ("letter", "書面"), ("phone", "電話")],
                                default="email",
                                max_length=10,
                                verbose_name="希望回復方式",
                            ),
                        ),
                        ("missing", models.TextField(blank=True, verbose_name="應補正事項")),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("no_content", "無具體內容或未具真實姓名、聯絡方式"),
                                    ("already_answered", "同一事由已適當處理並明確答復"),
                                    ("not_competent", "非主管機關，已分向各主管機關陳情"),
                                ],
                                max_length=20,
                                verbose_name="不予處理事由",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="回復內容")),
                        ("letter_number", models.CharField(blank=True, max_length=40, verbose_name="回復文號")),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意")],
                                null=True,
                                verbose_name="滿意度",
                            ),
                        ),
                        ("satisfaction_remark", models.CharField(blank=True, max_length=400, verbose_name="意見")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(db_collation="C", max_length=12, verbose_name="種類")),
                        ("who", models.CharField(db_collation="C", max_length=64, verbose_name="來源摘要")),
                        ("at", models.DateTimeField(verbose_name="時間")),
                    ],
                    options={
                        "verbose_name": "嘗試紀錄",
                        "indexes": [
                            models.Index(fields=["kind", "who", "at"], name="attempt_counted"),
                            models.Index(fields=["at"], name="attempt_age"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallBack",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("reached", models.BooleanField(default=False, verbose_name="已聯繫到民眾")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="民眾意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CallRecord",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("call_id", models.CharField(db_collation="C", max_length=40, unique=True, verbose_name="話務編號")),
                        ("started_at", models.DateTimeField(verbose_name="進線時間")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="接聽時間")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="結束時間")),
                        ("agent", models.CharField(blank=True, db_collation="C", max_length=40, verbose_name="話務員代號")),
                        (
                            "call_class",
                            models.CharField(
                                blank=True,
                                choices=[("inquiry", "諮詢"), ("forwarded", "錄案後送"), ("other", "其他"), ("immediate", "線上立即處理")],
                                db_collation="C",
                                max_length=12,
                                verbose_name="類別",
                            ),
                        ),
                        ("case_number", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="案號")),
                        ("satisfaction", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="滿意度")),
                        ("wrapped_at", models.DateTimeField(blank=True, null=True, verbose_name="後處理完成時間")),
                        ("transferred_to", models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="轉接單位")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                    ],
                    options={
                        "verbose_name": "話務紀錄",
                        "indexes": [models.Index(fields=["started_at", "call_class"], name="call_started")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answered_at__isnull", True), ("answered_at__gte", models.F("started_at")), _connector="OR"),
                                name="call_answered_after_it_came",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"),
                                name="call_ended_after_it_came",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("wrapped_at__isnull", True), ("wrapped_at__gte", models.F("ended_at")), _connector="OR"),
                                name="call_wrapped_after_it_ended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareCall",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("called_on", models.DateField(verbose_name="日期")),
                        ("calls", models.PositiveIntegerField(verbose_name="來電通數")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="備註")),
                    ],
                    options={
                        "verbose_name": "關懷專線來電",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="carecall_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("called_on",),
                                name="care_day_once",
                                violation_error_message="此日期的通數已登錄，請更正原紀錄",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareVisit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("visited_at", models.DateTimeField(verbose_name="慰問時間")),
                        ("injured_code", models.CharField(help_text="例如甲、乙，請勿填寫姓名", max_length=10, verbose_name="傷者代號")),
                        ("visited_by", models.CharField(max_length=60, verbose_name="慰問人員職稱")),
                        ("needs", models.TextField(blank=True, verbose_name="需要協助事項")),
                        ("consolation_amount", models.PositiveIntegerField(default=0, verbose_name="慰問金（元）")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("in_hospital", models.PositiveSmallIntegerField(default=0, verbose_name="仍住院人數")),
                        ("progress", models.TextField(verbose_name="追蹤及協助情形")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HealthVisit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("served_on", models.DateField(verbose_name="服務日期")),
                        (
                            "session",
                            models.CharField(
                                choices=[("morning", "上午"), ("afternoon", "下午"), ("whole_day", "全日")], max_length=12, verbose_name="時段"
                            ),
                        ),
                        ("person_times", models.PositiveIntegerField(verbose_name="人次")),
                        ("nurse_hours", models.DecimalField(decimal_places=1, default=Decimal("0"), max_digits=4, verbose_name="護理人員時數")),
                        ("referred", models.PositiveIntegerField(default=0, verbose_name="建議就醫人次")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="備註")),
                    ],
                    options={
                        "verbose_name": "保健服務",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="healthvisit_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("served_on", "session"),
                                name="health_session_once",
                                violation_error_message="此日期及時段已登錄，請更正原紀錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("referred__lte", models.F("person_times"))),
                                name="health_referred_are_served",
                                violation_error_message="建議就醫人次不得多於服務人次",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemReport",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("of_number", models.PositiveSmallIntegerField(verbose_name="回報項次")),
                        ("is_done", models.BooleanField(default=False, verbose_name="已完成")),
                        ("progress", models.TextField(verbose_name="辦理情形")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CallReview",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="月份")),
                        ("agent", models.CharField(db_collation="C", max_length=40, verbose_name="話務員代號")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("monitoring", "監聽"), ("calibration", "校準")],
                                db_collation="C",
                                default="monitoring",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("drawn", "待評分"), ("scored", "已評分"), ("objected", "申復中"), ("final", "申復已核定")],
                                db_collation="C",
                                default="drawn",
                                max_length=10,
                                verbose_name="情形",
                            ),
                        ),
                        ("score", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="得分")),
                        ("is_fatal", models.BooleanField(default=False, verbose_name="有重大缺失")),
                        ("is_passed", models.BooleanField(blank=True, null=True, verbose_name="合格")),
                        ("remark", models.TextField(blank=True, verbose_name="評語")),
                        ("scorer_id", models.CharField(blank=True, db_collation="C", max_length=64, verbose_name="評分者識別碼")),
                        ("scorer", models.CharField(blank=True, max_length=100, verbose_name="評分者")),
                        ("scored_at", models.DateTimeField(blank=True, null=True, verbose_name="評分時間")),
                        ("objection", models.TextField(blank=True, verbose_name="申復理由")),
                        ("objected_at", models.DateTimeField(blank=True, null=True, verbose_name="申復時間")),
                        ("ruling", models.TextField(blank=True, verbose_name="核定意見")),
                        ("ruled_by", models.CharField(blank=True, max_length=100, verbose_name="核定者")),
                        ("ruled_at", models.DateTimeField(blank=True, null=True, verbose_name="核定時間")),
                        ("coach_by", models.DateField(blank=True, null=True, verbose_name="輔導期限")),
                        ("coaching", models.TextField(blank=True, verbose_name="輔導紀錄")),
                        ("coached_by", models.CharField(blank=True, max_length=100, verbose_name="輔導者")),
                        ("coached_at", models.DateTimeField(blank=True, null=True, verbose_name="輔導時間")),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="service.callrecord", verbose_name="話務"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="service.monitoringplan",
                                verbose_name="抽樣",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "品質監聽",
                        "indexes": [models.Index(fields=["month", "agent"], name="call_review_month")],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("kind", "monitoring")), fields=("call",), name="call_review_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "calibration")), fields=("call", "scorer_id"), name="calibration_once_for_each"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "drawn"), ("score__isnull", False), _connector="OR"), name="call_review_scored_has_score"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperSlip",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.CharField(db_collation="C", max_length=16, unique=True, verbose_name="受理單號")),
                        ("printed_on", models.DateField(verbose_name="印製日期")),
                        ("printed_at", models.DateTimeField(verbose_name="印製時間")),
                        ("printed_by", models.CharField(max_length=100, verbose_name="印製者")),
                        ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="實際受理時間")),
                        ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="補登時間")),
                        ("entered_by", models.CharField(blank=True, max_length=100, verbose_name="補登者")),
                        ("spoilt_at", models.DateTimeField(blank=True, null=True, verbose_name="作廢時間")),
                        ("spoilt_by", models.CharField(blank=True, max_length=100, verbose_name="作廢者")),
                        ("spoilt_reason", models.CharField(blank=True, max_length=200, verbose_name="作廢理由")),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                                verbose_name="補登案件",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "紙本受理單",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("case__isnull", True), ("entered_at__isnull", True), ("received_at__isnull", True)),
                                    models.Q(("case__isnull", False), ("entered_at__isnull", False), ("received_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="paper_slip_entered_with_both_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("case__isnull", True), ("spoilt_at__isnull", True), _connector="OR"),
                                name="paper_slip_used_or_spoilt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("spoilt_at__isnull", True), models.Q(("spoilt_reason", ""), _negated=True), _connector="OR"),
                                name="paper_slip_spoilt_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PhoneNotice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("number_called", models.CharField(max_length=40, verbose_name="撥打號碼")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("answered", "已接聽"), ("no_answer", "無人接聽"), ("busy", "忙線")], max_length=12, verbose_name="通話情形"
                            ),
                        ),
                        ("spoke_to", models.CharField(blank=True, max_length=40, verbose_name="受話人職稱")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                choices=[(5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意")], verbose_name="滿意度"
                            ),
                        ),
                        ("satisfaction_remark", models.CharField(blank=True, max_length=400, verbose_name="意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReplyTemplate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("title", models.CharField(max_length=80, verbose_name="範本名稱")),
                        (
                            "procedure",
                            models.CharField(
                                choices=[("service.petition", "人民陳情"), ("service.dispatch", "派工通報"), ("service.inquiry", "諮詢")],
                                db_collation="C",
                                max_length=60,
                                verbose_name="程序",
                            ),
                        ),
                        ("item", models.CharField(blank=True, help_text="留空為該程序所有項目", max_length=80, verbose_name="項目名稱")),
                        (
                            "text",
                            models.TextField(
                                help_text="可用欄位：{case.number} 案號、{case.title} 主旨、{case.received_on} 受理日、{case.due_on} 期限、{case.category} 項目、{case.address} 地點、{case.district} 行政區、{agency} 承辦機關、{agency.short_name} 承辦機關簡稱、{reporter.salutation} 反映人稱呼、{today} 今日。無法帶入的欄位會保留，填完才能送出。",
                                verbose_name="內容",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="生效日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日")),
                        ("review_by", models.DateField(verbose_name="應檢視日")),
                        ("uses", models.PositiveIntegerField(default=0, verbose_name="採用次數")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="維護機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "回復範本",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="replytemplate_search")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("review_by__gt", models.F("valid_from"))),
                                name="reply_template_is_reviewed_later",
                                violation_error_message="應檢視日應晚於生效日",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("agency", "procedure", "title"),
                                name="reply_template_once",
                                violation_error_message="同一機關已有相同名稱的範本，請更正原範本",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportBack",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("first", "首次回報"), ("supplement", "補充"), ("correction", "更正")],
                                default="first",
                                max_length=12,
                                verbose_name="回報別",
                            ),
                        ),
                        ("report", models.TextField(verbose_name="處理情形")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ScoreItem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="項次")),
                        ("group", models.CharField(max_length=40, verbose_name="構面")),
                        ("name", models.CharField(max_length=100, verbose_name="評分項目")),
                        ("points", models.PositiveSmallIntegerField(help_text="重大缺失項目填0", verbose_name="配分")),
                        ("is_fatal", models.BooleanField(default=False, verbose_name="重大缺失項目")),
                        ("guidance", models.CharField(blank=True, max_length=300, verbose_name="評分說明")),
                        ("starts_on", models.DateField(verbose_name="適用起日")),
                        ("ends_on", models.DateField(blank=True, help_text="最後一個適用日；現行者免填", null=True, verbose_name="適用迄日")),
                    ],
                    options={
                        "verbose_name": "監聽評分項目",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="scoreitem_search")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("is_fatal", True), ("points", 0)), models.Q(("is_fatal", False), ("points__gte", 1)), _connector="OR"
                                ),
                                name="score_item_has_points_or_is_fatal",
                                violation_error_message="一般項目應有配分，重大缺失項目配分為0",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="score_item_ends_after_it_starts",
                                violation_error_message="適用迄日不得早於起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewScore",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("points", models.PositiveSmallIntegerField(help_text="重大缺失項目：1為有缺失", verbose_name="得分")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="說明")),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="service.callreview", verbose_name="監聽"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="service.scoreitem", verbose_name="項目"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "監聽評分",
                        "constraints": [models.UniqueConstraint(fields=("review", "item"), name="review_score_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ShiftDuty",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("duty_on", models.DateField(verbose_name="日期")),
                        (
                            "shift",
                            models.CharField(choices=[("day", "日班"), ("evening", "晚班"), ("night", "大夜班")], max_length=10, verbose_name="班別"),
                        ),
                        ("person", models.CharField(help_text="姓名或人員代號", max_length=40, verbose_name="值班人員")),
                        ("seat", models.CharField(blank=True, max_length=10, verbose_name="座席")),
                        ("is_holiday", models.BooleanField(default=False, verbose_name="假日值班")),
                    ],
                    options={
                        "verbose_name": "輪值",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="shiftduty_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("duty_on", "shift", "person"),
                                name="shift_duty_person_once",
                                violation_error_message="此人員該班已排班",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False), models.Q(("seat", ""), _negated=True)),
                                fields=("duty_on", "shift", "seat"),
                                name="shift_duty_seat_once",
                                violation_error_message="此座席該班已有人員",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutySwap",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("from_person", models.CharField(max_length=40, verbose_name="原值班人員")),
                        ("to_person", models.CharField(max_length=40, verbose_name="代班人員")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "待核"), ("approved", "核准"), ("refused", "不同意")],
                                db_collation="C",
                                default="asked",
                                max_length=10,
                                verbose_name="情形",
                            ),
                        ),
                        ("asked_by", models.CharField(max_length=100, verbose_name="申請者")),
                        ("asked_at", models.DateTimeField(verbose_name="申請時間")),
                        ("decided_by", models.CharField(blank=True, max_length=100, verbose_name="核定者")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="核定時間")),
                        ("answer", models.CharField(blank=True, max_length=200, verbose_name="核定意見")),
                        (
                            "duty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="swaps", to="service.shiftduty", verbose_name="輪值"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "調班",
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state", "asked")), fields=("duty",), name="duty_swap_asked_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShiftNote",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("shift_on", models.DateField(verbose_name="日期")),
                        (
                            "shift",
                            models.CharField(choices=[("day", "日班"), ("evening", "晚班"), ("night", "大夜班")], max_length=10, verbose_name="班別"),
                        ),
                        ("text", models.TextField(verbose_name="交班事項")),
                        ("is_done", models.BooleanField(default=False, verbose_name="已辦畢")),
                    ],
                    options={
                        "verbose_name": "交班事項",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="shiftnote_search")],
                    },
                ),
                migrations.CreateModel(
                    name="SiteMeeting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("held_at", models.DateTimeField(verbose_name="實際會勘時間")),
                        ("attended", models.TextField(verbose_name="出席機關及職稱")),
                        ("absent", models.CharField(blank=True, max_length=200, verbose_name="未出席機關")),
                        ("citizen_was_there", models.BooleanField(default=False, verbose_name="陳情人到場")),
                        ("conclusion", models.TextField(verbose_name="會勘結論")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StaffMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("employee_code", models.CharField(db_collation="C", max_length=20, verbose_name="人員代號")),
                        (
                            "seat",
                            models.CharField(
                                blank=True, db_collation="C", help_text="輪班共用座席者填同一座席號", max_length=10, verbose_name="座席"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                blank=True,
                                db_collation="C",
                                db_default="",
                                default="",
                                help_text="本人登入的帳號；據以查看自己的監聽結果",
                                max_length=150,
                                verbose_name="系統帳號",
                            ),
                        ),
                        (
                            "team",
                            models.CharField(
                                choices=[("day", "日班"), ("evening", "晚班"), ("night", "大夜班"), ("support", "訓練及品管")],
                                max_length=10,
                                verbose_name="班別",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="到職日")),
                        ("ends_on", models.DateField(blank=True, help_text="最後一個在職日；在職者免填", null=True, verbose_name="離職日")),
                        (
                            "disability",
                            models.CharField(
                                choices=[("none", "無"), ("mild", "輕度"), ("moderate", "中度"), ("severe", "重度以上"), ("visual", "視覺障礙")],
                                default="none",
                                editable=False,
                                max_length=10,
                                verbose_name="身心障礙類別",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "話務人力",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="staffmember_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("is_struck", False)),
                                fields=("employee_code",),
                                name="staff_member_works_once",
                                violation_error_message="此人員代號仍在職，請先登錄離職日",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="staff_member_leaves_after_coming",
                                violation_error_message="離職日不得早於到職日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("call", "1999話務（錄案者）"), ("petition", "人民陳情（結案）"), ("dispatch", "派工通報（結案）")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("token", models.CharField(db_collation="C", max_length=43, unique=True, verbose_name="問卷代碼")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("waiting", "待訪"),
                                    ("answered", "完成訪問"),
                                    ("no_answer", "無人接聽"),
                                    ("wrong", "空號或錯號"),
                                    ("refused", "拒訪"),
                                    ("never", "請勿再訪"),
                                    ("sms", "已發簡訊問卷"),
                                ],
                                db_collation="C",
                                default="waiting",
                                max_length=10,
                                verbose_name="結果",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="撥打次數")),
                        ("score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="滿意度")),
                        ("comment", models.CharField(blank=True, max_length=400, verbose_name="意見")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="完成時間")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="service.callrecord",
                                verbose_name="話務",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="service.surveysample", verbose_name="抽樣"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "滿意度訪問",
                        "indexes": [models.Index(fields=["kind", "month"], name="survey_entry_month")],
                        "constraints": [
                            models.UniqueConstraint(fields=("sample", "case"), name="survey_entry_once"),
                            models.CheckConstraint(
                                condition=models.Q(("score__isnull", True), ("score__range", (1, 5)), _connector="OR"), name="survey_entry_score"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("outcome", "answered"), _negated=True), ("score__isnull", False), _connector="OR"),
                                name="survey_answer_has_score",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyAttempt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("waiting", "待訪"),
                                    ("answered", "完成訪問"),
                                    ("no_answer", "無人接聽"),
                                    ("wrong", "空號或錯號"),
                                    ("refused", "拒訪"),
                                    ("never", "請勿再訪"),
                                    ("sms", "已發簡訊問卷"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="結果",
                            ),
                        ),
                        ("tried_by", models.CharField(max_length=100, verbose_name="訪問者")),
                        ("tried_at", models.DateTimeField(verbose_name="時間")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="service.surveyentry", verbose_name="訪問"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "訪問紀錄",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="SurveySample",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("call", "1999話務（錄案者）"), ("petition", "人民陳情（結案）"), ("dispatch", "派工通報（結案）")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("population", models.PositiveIntegerField(verbose_name="母體件數")),
                        ("excluded", models.PositiveIntegerField(verbose_name="排除件數")),
                        ("size", models.PositiveIntegerField(verbose_name="抽出件數")),
                        ("seed", models.CharField(db_collation="C", max_length=64, verbose_name="亂數種子")),
                        ("drawn_by", models.CharField(max_length=100, verbose_name="抽樣者")),
                        ("drawn_at", models.DateTimeField(verbose_name="抽樣時間")),
                    ],
                    options={
                        "verbose_name": "滿意度抽樣",
                        "constraints": [models.UniqueConstraint(fields=("month", "kind"), name="survey_sample_once")],
                    },
                ),
                migrations.CreateModel(
                    name="TrackedItem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("item_number", models.PositiveSmallIntegerField(verbose_name="項次")),
                        ("item", models.CharField(max_length=300, verbose_name="列管事項")),
                        ("responsible", models.CharField(max_length=120, verbose_name="辦理機關")),
                        ("due_on", models.DateField(verbose_name="完成期限")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CallCase",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="service.callrecord", verbose_name="話務"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "話務與案件",
                        "constraints": [models.UniqueConstraint(fields=("call", "case"), name="call_case_once")],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeArticle",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("question", models.CharField(max_length=200, verbose_name="問題")),
                        ("answer", models.TextField(verbose_name="答復")),
                        ("keywords", models.CharField(blank=True, help_text="民眾可能的說法，以空白分隔", max_length=200, verbose_name="關鍵字")),
                        ("valid_from", models.DateField(verbose_name="生效日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日")),
                        ("review_by", models.DateField(verbose_name="應檢視日")),
                        ("uses", models.PositiveIntegerField(default=0, verbose_name="採用次數")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="權責機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "知識條目",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="knowledgearticle_search")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                                name="knowledge_ends_after_it_begins",
                                violation_error_message="失效日不得早於生效日",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("review_by__gt", models.F("valid_from"))),
                                name="knowledge_is_reviewed_later",
                                violation_error_message="應檢視日應晚於生效日",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False), ("valid_to__isnull", True)),
                                fields=("agency", "question"),
                                name="knowledge_answered_once",
                                violation_error_message="同一機關已有相同問題的條目，請更正原條目",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leaflet",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("title", models.CharField(max_length=120, verbose_name="文宣名稱")),
                        ("received_on", models.DateField(verbose_name="收件日期")),
                        (
                            "valid_until",
                            models.DateField(blank=True, help_text="活動或優惠截止日；長期有效者免填", null=True, verbose_name="有效期限"),
                        ),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="陳列位置")),
                        ("received", models.PositiveIntegerField(verbose_name="收件份數")),
                        ("taken", models.PositiveIntegerField(default=0, verbose_name="索閱份數")),
                        ("returned", models.PositiveIntegerField(default=0, verbose_name="退回份數")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="提供機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文宣資料",
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="leaflet_search")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("received__gte", django.db.models.expressions.CombinedExpression(models.F("taken"), "+", models.F("returned")))
                                ),
                                name="leaflet_not_more_than_came",
                                violation_error_message="索閱與退回份數合計不得多於收件份數",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("agency", "title", "received_on"),
                                name="leaflet_delivered_once",
                                violation_error_message="同一機關同日已登錄相同名稱的文宣，請改用補件或更正",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
