import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion

from decimal import Decimal
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
        ("files", "0001_tables"),
        ("panel", "0001_tables"),
        ("tenders", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="DefectCorrection",
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
                        ("received_on", models.DateField(blank=True, null=True, verbose_name="文到日期")),
                        ("contractor_done_on", models.DateField(blank=True, null=True, verbose_name="廠商改善完成日期")),
                        ("supervisor_checked_on", models.DateField(blank=True, null=True, verbose_name="監造複核日期")),
                        ("supervisor_checked_by", models.CharField(blank=True, max_length=60, verbose_name="監造複核人員")),
                        ("agency_confirmed_by", models.CharField(blank=True, max_length=60, verbose_name="機關確認人員")),
                        ("report_number", models.CharField(blank=True, max_length=60, verbose_name="報備查文號")),
                        ("filing_opinion", models.TextField(blank=True, verbose_name="備查意見")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Disposition",
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
                            "discipline",
                            models.CharField(
                                blank=True,
                                choices=[("taken", "已處置"), ("not_due", "經檢討無須處置")],
                                max_length=8,
                                verbose_name="一、所屬人員懲戒、懲處或移送",
                            ),
                        ),
                        ("discipline_told", models.TextField(blank=True, verbose_name="一、說明及文號")),
                        (
                            "authority",
                            models.CharField(
                                blank=True,
                                choices=[("taken", "已處置"), ("not_due", "經檢討無須處置")],
                                max_length=8,
                                verbose_name="二、報請技師等主管機關懲處或移送",
                            ),
                        ),
                        ("authority_told", models.TextField(blank=True, verbose_name="二、說明及文號")),
                        (
                            "procurement",
                            models.CharField(
                                blank=True,
                                choices=[("taken", "已處置"), ("not_due", "經檢討無須處置")],
                                max_length=8,
                                verbose_name="三、採購法第101條至第103條",
                            ),
                        ),
                        ("procurement_told", models.TextField(blank=True, verbose_name="三、說明及文號")),
                        (
                            "supervision",
                            models.CharField(
                                blank=True,
                                choices=[("taken", "已處置"), ("not_due", "經檢討無須處置")],
                                max_length=8,
                                verbose_name="四、監造撤換派駐現場人員",
                            ),
                        ),
                        ("supervision_told", models.TextField(blank=True, verbose_name="四、說明及文號")),
                        (
                            "site_staff",
                            models.CharField(
                                blank=True,
                                choices=[("taken", "已處置"), ("not_due", "經檢討無須處置")],
                                max_length=8,
                                verbose_name="五、廠商撤換工地負責人、品管或安衛人員",
                            ),
                        ),
                        ("site_staff_told", models.TextField(blank=True, verbose_name="五、說明及文號")),
                        ("review_opinion", models.TextField(blank=True, verbose_name="審查意見")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Dissatisfaction",
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
                        ("complaint", models.TextField(blank=True, verbose_name="不滿意原因")),
                        ("looked_on", models.DateField(blank=True, null=True, verbose_name="再次勘查日期")),
                        ("called_on", models.DateField(blank=True, null=True, verbose_name="聯繫通報人日期")),
                        ("second_remedy", models.TextField(blank=True, verbose_name="再處理情形")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("improved", "再行改善"), ("explained", "說明後接受"), ("maintained", "維持原處理")],
                                max_length=12,
                                verbose_name="再處理結果",
                            ),
                        ),
                        ("opinion", models.TextField(blank=True, verbose_name="小組意見")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="QuarterlyReturn",
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
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(89), django.core.validators.MaxValueValidator(999)],
                                verbose_name="年度（民國）",
                            ),
                        ),
                        (
                            "quarter",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)],
                                verbose_name="季別",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="季末日")),
                        ("inspected", models.PositiveIntegerField(verbose_name="查核件數")),
                        ("again", models.PositiveIntegerField(verbose_name="複查件數")),
                        ("grade_a", models.PositiveIntegerField(verbose_name="優等件數")),
                        ("grade_b", models.PositiveIntegerField(verbose_name="甲等件數")),
                        ("grade_c", models.PositiveIntegerField(verbose_name="乙等件數")),
                        ("grade_d", models.PositiveIntegerField(verbose_name="丙等件數")),
                        ("pending", models.PositiveIntegerField(verbose_name="成績未定件數")),
                        ("average", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="平均成績")),
                        ("approved_by", models.CharField(blank=True, max_length=60, verbose_name="核定者")),
                        ("entered_on", models.DateField(blank=True, null=True, verbose_name="上網填報日期")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="函送文號")),
                        ("letter_on", models.DateField(blank=True, null=True, verbose_name="函送日期")),
                        ("meeting", models.CharField(blank=True, max_length=60, verbose_name="提報會議")),
                        ("meeting_on", models.DateField(blank=True, null=True, verbose_name="提報日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SiteChange",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("entity", models.CharField(db_collation="C", max_length=60, verbose_name="對象")),
                        ("field", models.CharField(db_collation="C", max_length=40, verbose_name="欄位")),
                        ("base", models.TextField(blank=True, verbose_name="輸入時原值")),
                        ("value", models.TextField(blank=True, verbose_name="輸入值")),
                        ("theirs", models.TextField(blank=True, verbose_name="同步時的值")),
                        (
                            "fate",
                            models.CharField(
                                choices=[
                                    ("applied", "已寫入"),
                                    ("same", "內容相同"),
                                    ("conflict", "待決定"),
                                    ("mine", "採用此筆"),
                                    ("theirs", "保留原值"),
                                    ("later", "由同裝置後筆取代"),
                                    ("refused", "未寫入"),
                                ],
                                max_length=10,
                                verbose_name="處理結果",
                            ),
                        ),
                        ("message", models.CharField(blank=True, max_length=300, verbose_name="說明")),
                        ("device", models.CharField(blank=True, max_length=60, verbose_name="裝置")),
                        ("typed_at", models.DateTimeField(verbose_name="輸入時間")),
                        ("synced_at", models.DateTimeField(verbose_name="同步時間")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="輸入者識別碼")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="輸入者")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決定時間")),
                        ("decided_by", models.CharField(blank=True, max_length=100, verbose_name="決定者")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                    ],
                    options={
                        "verbose_name": "現場紀錄異動",
                        "ordering": ["synced_at", "typed_at"],
                        "indexes": [
                            models.Index(fields=["case", "synced_at"], name="site_change_case"),
                            models.Index(condition=models.Q(("fate", "conflict")), fields=["case"], name="site_change_undecided"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SiteCheck",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[("good", "符合"), ("bad", "不符"), ("none", "無此項目")],
                                default="",
                                max_length=8,
                                verbose_name="查核結果",
                            ),
                        ),
                        ("remark", models.CharField(blank=True, default="", max_length=300, verbose_name="說明")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="engineering.checklistitem", verbose_name="查核項目"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查核項目結果",
                        "ordering": ["item__work_type", "item__order"],
                        "constraints": [models.UniqueConstraint(fields=("case", "item"), name="site_check_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SiteFinding",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("defect", "缺失"), ("advice", "規劃設計建議")], default="defect", max_length=8, verbose_name="類別"
                            ),
                        ),
                        ("code", models.CharField(blank=True, default="", max_length=20, verbose_name="缺失編號")),
                        (
                            "addressee",
                            models.CharField(
                                blank=True,
                                choices=[("agency", "主辦機關"), ("supervisor", "監造單位"), ("contractor", "廠商")],
                                default="",
                                max_length=12,
                                verbose_name="責任對象",
                            ),
                        ),
                        (
                            "severity",
                            models.CharField(
                                blank=True, choices=[("L", "輕微"), ("M", "中等"), ("S", "嚴重")], default="", max_length=1, verbose_name="嚴重程度"
                            ),
                        ),
                        ("points", models.PositiveSmallIntegerField(default=0, verbose_name="扣點")),
                        ("place", models.CharField(blank=True, default="", max_length=100, verbose_name="位置")),
                        ("text", models.TextField(blank=True, default="", verbose_name="情形")),
                        ("remedy", models.TextField(blank=True, default="", verbose_name="改善情形或答復")),
                        ("is_struck", models.BooleanField(default=False, verbose_name="刪除")),
                        ("made_at", models.DateTimeField(verbose_name="登錄時間")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                    ],
                    options={
                        "verbose_name": "查核缺失",
                        "ordering": ["made_at", "id"],
                        "indexes": [models.Index(condition=models.Q(("is_struck", False)), fields=["case"], name="site_finding_standing")],
                    },
                ),
                migrations.CreateModel(
                    name="SitePhoto",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "stage",
                            models.CharField(
                                choices=[("before", "改善前"), ("during", "改善中"), ("after", "改善後")],
                                default="before",
                                max_length=8,
                                verbose_name="時點",
                            ),
                        ),
                        ("taken_at", models.DateTimeField(verbose_name="拍攝時間")),
                        ("added_by", models.CharField(max_length=100, verbose_name="上傳者")),
                        ("added_at", models.DateTimeField(verbose_name="上傳時間")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="engineering.sitefinding",
                                verbose_name="缺失",
                            ),
                        ),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查核照片",
                        "ordering": ["taken_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SiteSheet",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "weather",
                            models.CharField(
                                blank=True, choices=[("fine", "晴"), ("cloudy", "陰"), ("rain", "雨")], default="", max_length=8, verbose_name="天候"
                            ),
                        ),
                        (
                            "planned_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="預定進度（%）",
                            ),
                        ),
                        (
                            "actual_progress",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="實際進度（%）",
                            ),
                        ),
                        ("supervisor_came", models.CharField(blank=True, default="", max_length=60, verbose_name="監造建築師或技師到場人員")),
                        ("engineer_came", models.CharField(blank=True, default="", max_length=60, verbose_name="廠商專任工程人員到場人員")),
                        ("absence", models.CharField(blank=True, default="", max_length=200, verbose_name="未到場情形及依契約處理")),
                        ("good_points", models.TextField(blank=True, default="", verbose_name="優點")),
                        ("remark", models.TextField(blank=True, default="", verbose_name="其他建議")),
                    ],
                    options={
                        "verbose_name": "查核紀錄",
                    },
                ),
                migrations.CreateModel(
                    name="SupervisionPromotion",
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
                            "medium",
                            models.CharField(
                                choices=[
                                    ("ticker", "有線電視跑馬燈"),
                                    ("cms", "道路CMS及停車場電子看板"),
                                    ("led", "LED電子看板"),
                                    ("talk", "大專院校簡介"),
                                    ("web", "網路及社群"),
                                    ("print", "文宣及海報"),
                                ],
                                max_length=12,
                                verbose_name="宣導方式",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="宣導起日")),
                        ("ends_on", models.DateField(verbose_name="宣導迄日")),
                        ("place", models.CharField(max_length=200, verbose_name="刊播地點或對象")),
                        ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="觸及人次")),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="宣導標語")),
                    ],
                    options={
                        "verbose_name": "全民督工宣導",
                        "ordering": ["-starts_on", "medium"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="supervisionpromotion_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("medium", "starts_on", "place"),
                                name="promotion_once",
                                violation_error_message="此項宣導已登錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="promotion_days",
                                violation_error_message="宣導迄日不得早於起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("convenor", "召集人"),
                                    ("secretary", "執行秘書"),
                                    ("staff", "工作人員"),
                                    ("internal", "內聘查核委員"),
                                    ("external", "外聘查核委員"),
                                ],
                                max_length=12,
                                verbose_name="職務",
                            ),
                        ),
                        ("speciality", models.CharField(blank=True, max_length=100, verbose_name="專長")),
                        ("is_listed", models.BooleanField(default=False, verbose_name="在主管機關專家名單")),
                        ("chosen_because", models.CharField(blank=True, max_length=200, verbose_name="名單外遴聘理由及核准文號")),
                        ("declared_on", models.DateField(blank=True, null=True, verbose_name="聲明無消極資格日期")),
                        ("starts_on", models.DateField(verbose_name="聘任起日")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="解任日期")),
                        ("ended_because", models.CharField(blank=True, max_length=200, verbose_name="解任理由")),
                    ],
                    options={
                        "verbose_name": "工程施工查核小組",
                        "ordering": ["role", "starts_on"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="teammember_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("name", "role", "starts_on"),
                                name="team_member_once",
                                violation_error_message="此人該職務自該日起的聘任已登錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="team_member_days",
                                violation_error_message="解任日期不得早於聘任起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Upward",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("letter_number", models.CharField(max_length=60, verbose_name="通知文號")),
                        ("superior", models.CharField(max_length=100, verbose_name="受通知機關")),
                        ("audit_copied", models.BooleanField(default=False, verbose_name="副知審計機關")),
                        ("forwarded", models.CharField(blank=True, max_length=60, verbose_name="函送監察院或移送司法文號")),
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
                    name="ChecklistItem",
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
                            "work_type",
                            models.CharField(
                                choices=[
                                    ("any", "共通"),
                                    ("building", "建築工程"),
                                    ("road", "道路工程"),
                                    ("bridge", "橋梁工程"),
                                    ("water", "水利及排水工程"),
                                    ("electrical", "機電工程"),
                                    ("landscape", "景觀工程"),
                                ],
                                max_length=12,
                                verbose_name="工程類別",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="項次")),
                        ("text", models.CharField(max_length=200, verbose_name="查核項目")),
                        ("code", models.CharField(blank=True, max_length=20, verbose_name="相關缺失編號")),
                        ("starts_on", models.DateField(verbose_name="適用起日")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="適用迄日")),
                        ("ground", models.CharField(max_length=200, verbose_name="依據")),
                    ],
                    options={
                        "verbose_name": "查核項目表",
                        "ordering": ["work_type", "order"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="checklistitem_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("work_type", "order", "starts_on"),
                                name="checklist_item_once",
                                violation_error_message="此類工程該項次自該日起的項目已登錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="checklist_item_days",
                                violation_error_message="適用迄日不得早於起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CitizenSupervision",
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
                        ("project", models.CharField(blank=True, max_length=200, verbose_name="工程名稱")),
                        ("contractor", models.CharField(blank=True, max_length=100, verbose_name="施工廠商")),
                        ("central_number", models.CharField(blank=True, max_length=40, verbose_name="中央通報編號")),
                        ("surveyed_on", models.DateField(blank=True, null=True, verbose_name="勘查日期")),
                        ("finding", models.TextField(blank=True, verbose_name="勘查結果")),
                        ("improved_on", models.DateField(blank=True, null=True, verbose_name="改善完成日期")),
                        ("remedy", models.TextField(blank=True, verbose_name="改善情形")),
                        ("reporter_contacted_on", models.DateField(blank=True, null=True, verbose_name="聯繫通報人日期")),
                        ("confirmed_by", models.CharField(blank=True, max_length=40, verbose_name="確認工程人員")),
                        (
                            "invalid_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("empty", "無具體內容或地點"),
                                    ("same", "同一事項重複通報"),
                                    ("private", "非公共工程之私權爭議"),
                                    ("untrue", "查無通報情事"),
                                ],
                                max_length=12,
                                verbose_name="無效類別",
                            ),
                        ),
                        ("invalid_reason", models.CharField(blank=True, max_length=200, verbose_name="無效原因")),
                        ("inspection_number", models.CharField(blank=True, max_length=20, verbose_name="查核案號")),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[(5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意")],
                                null=True,
                                verbose_name="滿意度",
                            ),
                        ),
                        (
                            "tender",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tenders.tender",
                                verbose_name="標案編號",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DefectCode",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("code", models.CharField(max_length=20, verbose_name="缺失編號")),
                        ("name", models.CharField(max_length=200, verbose_name="缺失名稱")),
                        (
                            "addressee",
                            models.CharField(
                                choices=[("agency", "主辦機關"), ("supervisor", "監造單位"), ("contractor", "廠商")],
                                max_length=12,
                                verbose_name="責任對象",
                            ),
                        ),
                        ("severity", models.CharField(choices=[("L", "輕微"), ("M", "中等"), ("S", "嚴重")], max_length=1, verbose_name="嚴重程度")),
                        ("points", models.PositiveSmallIntegerField(default=0, verbose_name="扣點")),
                        (
                            "work_type",
                            models.CharField(
                                choices=[
                                    ("any", "共通"),
                                    ("building", "建築工程"),
                                    ("road", "道路工程"),
                                    ("bridge", "橋梁工程"),
                                    ("water", "水利及排水工程"),
                                    ("electrical", "機電工程"),
                                    ("landscape", "景觀工程"),
                                ],
                                default="any",
                                max_length=12,
                                verbose_name="工程類別",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="適用起日")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="適用迄日")),
                        ("ground", models.CharField(max_length=200, verbose_name="依據")),
                    ],
                    options={
                        "verbose_name": "缺失編號",
                        "ordering": ["code", "-starts_on"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="defectcode_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("code", "starts_on"),
                                name="defect_code_once",
                                violation_error_message="此缺失編號自該日起的規定已登錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="defect_code_days",
                                violation_error_message="適用迄日不得早於起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionWanted",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("asked_on", models.DateField(verbose_name="申請日期")),
                        ("asked_until", models.DateField(verbose_name="申請展延至")),
                        ("why", models.TextField(verbose_name="展延理由")),
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
                    name="GraveFinding",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "forced",
                            models.CharField(
                                choices=[
                                    ("structure", "主要結構與設計不符情節重大"),
                                    ("material", "主要材料設備與設計不符情節重大"),
                                    ("safety", "其他缺失情節重大影響安全"),
                                ],
                                max_length=12,
                                verbose_name="列丙等事由",
                            ),
                        ),
                        ("explained", models.TextField(verbose_name="情節說明")),
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
                    name="Inspection",
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
                        ("project", models.CharField(max_length=200, verbose_name="工程名稱")),
                        (
                            "work_type",
                            models.CharField(
                                choices=[
                                    ("any", "共通"),
                                    ("building", "建築工程"),
                                    ("road", "道路工程"),
                                    ("bridge", "橋梁工程"),
                                    ("water", "水利及排水工程"),
                                    ("electrical", "機電工程"),
                                    ("landscape", "景觀工程"),
                                ],
                                default="any",
                                max_length=12,
                                verbose_name="工程類別",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("ordinary", "一般查核"),
                                    ("citizen", "全民督工通報"),
                                    ("petition", "民眾陳情"),
                                    ("lagging", "進度落後"),
                                    ("low_price", "決標標價偏低"),
                                    ("named", "首長指定"),
                                ],
                                default="ordinary",
                                max_length=12,
                                verbose_name="查核緣由",
                            ),
                        ),
                        ("budget_amount", models.DecimalField(blank=True, decimal_places=0, max_digits=14, null=True, verbose_name="預算金額（元）")),
                        ("contractor", models.CharField(blank=True, max_length=100, verbose_name="施工廠商")),
                        ("supervisor", models.CharField(blank=True, max_length=100, verbose_name="監造單位")),
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="預定查核日期")),
                        ("inspected_on", models.DateField(blank=True, null=True, verbose_name="查核日期")),
                        (
                            "notice",
                            models.CharField(
                                blank=True,
                                choices=[("unannounced", "不預先通知"), ("two_days", "查核前2日電話通知")],
                                max_length=12,
                                verbose_name="通知方式",
                            ),
                        ),
                        ("led_by", models.CharField(blank=True, max_length=60, verbose_name="領隊")),
                        ("papers_shown", models.BooleanField(default=False, verbose_name="已出示書面通知及證明文件")),
                        ("record_number", models.CharField(blank=True, max_length=60, verbose_name="查核紀錄函文號")),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="查核成績"
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("excellent", "優等"), ("first", "甲等"), ("second", "乙等"), ("third", "丙等")],
                                max_length=12,
                                verbose_name="等第",
                            ),
                        ),
                        ("entered_on", models.DateField(blank=True, null=True, verbose_name="登錄主管機關系統日期")),
                        ("external_consent", models.CharField(blank=True, max_length=60, verbose_name="外聘人數特例同意文號")),
                        (
                            "tender",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OverdueMeasure",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "measure_taken",
                            models.CharField(
                                choices=[
                                    ("contract", "依契約計罰"),
                                    ("supervisor", "通知監造撤換派駐現場人員"),
                                    ("site", "通知廠商撤換工地負責人、品管或安衛人員"),
                                ],
                                max_length=12,
                                verbose_name="處置",
                            ),
                        ),
                        ("letter_number", models.CharField(max_length=60, verbose_name="處置文號")),
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
                    name="PointPenalty",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("inspection", models.CharField(max_length=20, verbose_name="查核案號")),
                        ("party", models.CharField(choices=[("supervisor", "監造單位"), ("contractor", "廠商")], max_length=12, verbose_name="對象")),
                        ("party_name", models.CharField(max_length=100, verbose_name="廠商或監造單位名稱")),
                        ("points", models.PositiveSmallIntegerField(verbose_name="扣點")),
                        (
                            "per_point_amount",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="契約每點金額（元）",
                            ),
                        ),
                        (
                            "contract_amount",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=14,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="契約金額（元）",
                            ),
                        ),
                        (
                            "cap_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0"),
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="契約上限（契約金額之%，0為未定）",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=14,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="違約金（元）",
                            ),
                        ),
                        ("letter_number", models.CharField(max_length=60, verbose_name="通知文號")),
                        ("notified_on", models.DateField(verbose_name="通知日期")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="繳納或扣抵日期")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="主辦機關"
                            ),
                        ),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "扣點違約金",
                        "ordering": ["-notified_on", "-id"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="pointpenalty_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("inspection", "party"),
                                name="point_penalty_once",
                                violation_error_message="此查核案對該對象之違約金已登錄，請更正原紀錄",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("paid_on__isnull", True), ("paid_on__gte", models.F("notified_on")), _connector="OR"),
                                name="point_penalty_paid_after",
                                violation_error_message="繳納或扣抵日期不得早於通知日期",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressEntry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("told_on", models.DateField(verbose_name="日期")),
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
                    name="ProgressVerification",
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
                        ("month", models.DateField(verbose_name="查證月份")),
                        (
                            "chosen",
                            models.CharField(
                                choices=[("lagging", "進度落後"), ("control", "府管系統進度落後"), ("drawn", "依序輪查")],
                                default="drawn",
                                max_length=10,
                                verbose_name="選案理由",
                            ),
                        ),
                        (
                            "reported_planned",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="填報預定進度（%）",
                            ),
                        ),
                        (
                            "reported_actual",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="填報實際進度（%）",
                            ),
                        ),
                        ("documents", models.TextField(blank=True, verbose_name="送查文件")),
                        (
                            "evidence_actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="文件所載實際進度（%）",
                            ),
                        ),
                        ("checked_on", models.DateField(blank=True, null=True, verbose_name="書面查證日期")),
                        (
                            "checked_actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="書面查證進度（%）",
                            ),
                        ),
                        ("site_checked_on", models.DateField(blank=True, null=True, verbose_name="實地查證日期")),
                        (
                            "site_actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="實地查證進度（%）",
                            ),
                        ),
                        ("site_checked_by", models.CharField(blank=True, max_length=60, verbose_name="實地查證人員")),
                        ("finding", models.TextField(blank=True, verbose_name="查證意見")),
                        ("explanation", models.TextField(blank=True, verbose_name="機關說明")),
                        (
                            "corrected_actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="更正後實際進度（%）",
                            ),
                        ),
                        ("corrected_on", models.DateField(blank=True, null=True, verbose_name="標案系統更正日期")),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="QualityWarning",
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
                            "sign",
                            models.CharField(
                                choices=[
                                    ("lag", "進度嚴重落後"),
                                    ("growing", "進度連續擴大落後"),
                                    ("standstill", "停工過久"),
                                    ("changes", "多次變更設計"),
                                    ("cheap", "決標標價偏低"),
                                    ("reports", "民眾多次通報"),
                                    ("score", "前次查核成績不佳"),
                                    ("silent", "連續未填報進度"),
                                ],
                                max_length=12,
                                verbose_name="預警徵兆",
                            ),
                        ),
                        ("figure", models.CharField(max_length=200, verbose_name="徵兆情形")),
                        ("cause", models.TextField(blank=True, verbose_name="原因")),
                        ("remedy", models.TextField(blank=True, verbose_name="因應措施")),
                        ("remedied_by", models.DateField(blank=True, null=True, verbose_name="預定完成日期")),
                        ("responsible", models.CharField(blank=True, max_length=60, verbose_name="負責人員")),
                        ("evidence", models.TextField(blank=True, verbose_name="改善成果")),
                        ("opinion", models.TextField(blank=True, verbose_name="審查意見")),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Reinspection",
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
                        ("project", models.CharField(max_length=200, verbose_name="工程名稱")),
                        (
                            "work_type",
                            models.CharField(
                                choices=[
                                    ("any", "共通"),
                                    ("building", "建築工程"),
                                    ("road", "道路工程"),
                                    ("bridge", "橋梁工程"),
                                    ("water", "水利及排水工程"),
                                    ("electrical", "機電工程"),
                                    ("landscape", "景觀工程"),
                                ],
                                default="any",
                                max_length=12,
                                verbose_name="工程類別",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("ordinary", "一般查核"),
                                    ("citizen", "全民督工通報"),
                                    ("petition", "民眾陳情"),
                                    ("lagging", "進度落後"),
                                    ("low_price", "決標標價偏低"),
                                    ("named", "首長指定"),
                                ],
                                default="ordinary",
                                max_length=12,
                                verbose_name="查核緣由",
                            ),
                        ),
                        ("budget_amount", models.DecimalField(blank=True, decimal_places=0, max_digits=14, null=True, verbose_name="預算金額（元）")),
                        ("contractor", models.CharField(blank=True, max_length=100, verbose_name="施工廠商")),
                        ("supervisor", models.CharField(blank=True, max_length=100, verbose_name="監造單位")),
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="預定查核日期")),
                        ("inspected_on", models.DateField(blank=True, null=True, verbose_name="查核日期")),
                        (
                            "notice",
                            models.CharField(
                                blank=True,
                                choices=[("unannounced", "不預先通知"), ("two_days", "查核前2日電話通知")],
                                max_length=12,
                                verbose_name="通知方式",
                            ),
                        ),
                        ("led_by", models.CharField(blank=True, max_length=60, verbose_name="領隊")),
                        ("papers_shown", models.BooleanField(default=False, verbose_name="已出示書面通知及證明文件")),
                        ("record_number", models.CharField(blank=True, max_length=60, verbose_name="查核紀錄函文號")),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="查核成績"
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("excellent", "優等"), ("first", "甲等"), ("second", "乙等"), ("third", "丙等")],
                                max_length=12,
                                verbose_name="等第",
                            ),
                        ),
                        ("entered_on", models.DateField(blank=True, null=True, verbose_name="登錄主管機關系統日期")),
                        ("external_consent", models.CharField(blank=True, max_length=60, verbose_name="外聘人數特例同意文號")),
                        (
                            "tender",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SampleResult",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("result_of", models.CharField(max_length=40, verbose_name="試體編號")),
                        ("verdict", models.CharField(choices=[("passed", "合格"), ("failed", "不合格")], max_length=8, verbose_name="判定結果")),
                        ("report_number", models.CharField(max_length=60, verbose_name="試驗報告編號")),
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
                    name="SampleTaken",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("sample_number", models.CharField(max_length=40, verbose_name="試體編號")),
                        (
                            "sample_kind",
                            models.CharField(
                                choices=[
                                    ("concrete_core", "混凝土結構物鑽心試體"),
                                    ("asphalt_core", "瀝青混凝土鑽心試體"),
                                    ("compaction", "路基壓實度"),
                                ],
                                max_length=16,
                                verbose_name="試驗項目",
                            ),
                        ),
                        ("taken_at_place", models.CharField(max_length=100, verbose_name="取樣位置")),
                        ("laboratory", models.CharField(blank=True, max_length=100, verbose_name="試驗單位")),
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
                    name="ScoreSheet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("is_external", models.BooleanField(default=False, verbose_name="外聘")),
                        ("cleared_because", models.CharField(blank=True, max_length=300, verbose_name="不迴避之理由")),
                        (
                            "given",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="評分"
                            ),
                        ),
                        ("remark", models.TextField(blank=True, verbose_name="評語")),
                        ("seated_at", models.DateTimeField(verbose_name="排定時間")),
                        ("seated_by_name", models.CharField(max_length=200, verbose_name="排定者")),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="簽署時間")),
                        ("signed_by_name", models.CharField(blank=True, max_length=200, verbose_name="簽署者")),
                        (
                            "proof",
                            models.CharField(
                                blank=True,
                                choices=[("password", "重新輸入密碼"), ("totp", "驗證應用程式六位數字"), ("paper", "紙本簽名，承辦單位登錄")],
                                max_length=10,
                                verbose_name="簽署方式",
                            ),
                        ),
                        ("digest", models.CharField(blank=True, db_collation="C", max_length=64, verbose_name="內容摘要")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case", verbose_name="案件"),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.expert", verbose_name="查核委員"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "委員評分表",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "expert"), name="score_sheet_once", violation_error_message="此委員已列入本次查核"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("given__isnull", True), ("given__lte", 100), _connector="OR"), name="score_sheet_of_100"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("digest", ""), ("given__isnull", True), ("signed_at__isnull", True)),
                                    models.Q(("given__isnull", False), ("signed_at__isnull", False), models.Q(("digest", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="score_sheet_signed_whole",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
