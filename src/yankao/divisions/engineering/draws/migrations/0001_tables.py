import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import uuid

from django.conf import settings
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("tenders", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Access",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="調閱者識別碼")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="調閱者")),
                        ("what", models.CharField(max_length=60, verbose_name="調閱內容")),
                        ("is_refused", models.BooleanField(verbose_name="未獲准")),
                        ("at", models.DateTimeField(verbose_name="時間")),
                        (
                            "draw",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accesses",
                                to="draws.draw",
                                verbose_name="抽籤",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accesses",
                                to="draws.visit",
                                verbose_name="行程",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "調閱紀錄",
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("draw__isnull", True), ("visit__isnull", True), _connector="XOR"), name="access_of_one_secret"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draw",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "quarter",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)],
                                verbose_name="季別",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(default=1, verbose_name="次別")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="再次抽籤之理由")),
                        ("population_on", models.DateField(verbose_name="母體基準日")),
                        ("rule", models.CharField(max_length=300, verbose_name="母體依據")),
                        ("algorithm", models.CharField(db_collation="C", max_length=20, verbose_name="算法")),
                        ("count", models.PositiveIntegerField(verbose_name="名單件數")),
                        ("digest", models.CharField(db_collation="C", max_length=64, verbose_name="名單雜湊")),
                        ("commitment", models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="承諾")),
                        ("numbers", models.TextField(db_collation="C", verbose_name="名單")),
                        ("key_id", models.CharField(db_collation="C", max_length=32, verbose_name="金鑰代號")),
                        ("seed_sealed", models.BinaryField(verbose_name="密封之種子")),
                        ("published_at", models.DateTimeField(verbose_name="公布時間")),
                        ("published_by", models.CharField(max_length=100, verbose_name="公布者")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                    ],
                    options={
                        "verbose_name": "密封抽籤",
                        "ordering": ["-published_at"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "quarter", "serial"), name="draw_once"),
                            models.CheckConstraint(
                                condition=models.Q(("serial", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                                name="draw_again_with_reason",
                            ),
                            models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="draw_has_a_list"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveIntegerField(verbose_name="順位")),
                        ("number", models.CharField(db_collation="C", max_length=40, verbose_name="標案編號")),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="places", to="draws.draw", verbose_name="抽籤"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "抽籤順位",
                        "ordering": ["draw_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "position"), name="draw_place_once"),
                            models.UniqueConstraint(fields=("draw", "number"), name="draw_number_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reader",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("added_at", models.DateTimeField(verbose_name="指定時間")),
                        ("added_by", models.CharField(max_length=100, verbose_name="指定者")),
                        (
                            "draw",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readers",
                                to="draws.draw",
                                verbose_name="抽籤",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="知悉人員"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readers",
                                to="draws.visit",
                                verbose_name="行程",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "知悉人員",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("draw__isnull", True), ("visit__isnull", True), _connector="XOR"), name="reader_of_one_secret"
                            ),
                            models.UniqueConstraint(fields=("draw", "user"), name="reader_of_draw_once"),
                            models.UniqueConstraint(fields=("visit", "user"), name="reader_of_visit_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamGrade",
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
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(89), django.core.validators.MaxValueValidator(999)],
                                verbose_name="考核年度（民國）",
                            ),
                        ),
                        (
                            "rating",
                            models.CharField(
                                choices=[("excellent", "優等"), ("good", "甲等"), ("fair", "乙等"), ("poor", "丙等")],
                                db_collation="C",
                                max_length=12,
                                verbose_name="考核等第",
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="名次"
                            ),
                        ),
                        ("of_teams", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="同組受考核小組數")),
                        (
                            "score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="考核成績",
                            ),
                        ),
                        ("told_on", models.DateField(verbose_name="來函日期")),
                        ("letter_number", models.CharField(max_length=60, verbose_name="來函文號")),
                        ("advice", models.TextField(blank=True, verbose_name="考核建議事項")),
                        ("response", models.TextField(blank=True, verbose_name="改善作為")),
                        ("responded_on", models.DateField(blank=True, null=True, verbose_name="函復日期")),
                    ],
                    options={
                        "verbose_name": "查核小組績效考核",
                        "ordering": ["-year"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="teamgrade_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("year",),
                                name="team_grade_once",
                                violation_error_message="該年度考核已登錄；如有變動請以「更正」辦理",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "chosen",
                            models.CharField(
                                choices=[("priority", "優先查核"), ("drawn", "密封抽籤")], db_collation="C", max_length=10, verbose_name="選案方式"
                            ),
                        ),
                        ("ground", models.CharField(max_length=300, verbose_name="選案理由")),
                        ("position", models.PositiveIntegerField(blank=True, null=True, verbose_name="抽籤順位")),
                        ("visit_on", models.DateField(verbose_name="查核日期")),
                        ("meets_at", models.TimeField(verbose_name="集合時間")),
                        ("meeting_place", models.CharField(max_length=200, verbose_name="集合地點")),
                        ("leader", models.CharField(max_length=60, verbose_name="領隊")),
                        ("members", models.CharField(max_length=200, verbose_name="外聘委員")),
                        ("staff", models.CharField(blank=True, max_length=200, verbose_name="內聘委員及工作人員")),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "排定"), ("done", "已查核"), ("replaced", "改查替補案"), ("cancelled", "取消")],
                                db_collation="C",
                                default="planned",
                                max_length=10,
                                verbose_name="行程狀態",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("weather", "天候不佳"),
                                    ("stopped", "工地停工"),
                                    ("ended", "已竣工"),
                                    ("recusal", "委員迴避致人數不足"),
                                    ("other", "其他"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="替補原因",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="替補或取消之說明")),
                        ("planned_at", models.DateTimeField(verbose_name="排定時間")),
                        ("planned_by", models.CharField(max_length=100, verbose_name="排定者")),
                        (
                            "case",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                                verbose_name="查核案件",
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="draws.draw",
                                verbose_name="抽籤",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="draws.visit",
                                verbose_name="替補",
                            ),
                        ),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="tenders.tender", verbose_name="標案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "查核行程",
                        "ordering": ["visit_on", "meets_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("planned", "done"))),
                                fields=("tender", "visit_on"),
                                name="visit_once_a_day",
                                violation_error_message="此標案當日已排定行程",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen", "priority"), ("draw__isnull", True)),
                                    models.Q(("chosen", "drawn"), ("draw__isnull", False), ("position__isnull", False)),
                                    _connector="OR",
                                ),
                                name="visit_drawn_has_its_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("planned", "done")), models.Q(("note", ""), _negated=True), _connector="OR"),
                                name="visit_given_up_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "replaced"), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="visit_replaced_for_a_cause",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearPlan",
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
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(89), django.core.validators.MaxValueValidator(999)],
                                verbose_name="年度（民國）",
                            ),
                        ),
                        ("planned_large", models.PositiveIntegerField(verbose_name="預定查核件數（五千萬元以上）")),
                        ("planned_middle", models.PositiveIntegerField(verbose_name="預定查核件數（一千萬元以上未達五千萬元）")),
                        ("planned_small", models.PositiveIntegerField(verbose_name="預定查核件數（公告金額以上未達一千萬元）")),
                        ("approved_on", models.DateField(verbose_name="核定日期")),
                        ("approval_number", models.CharField(max_length=60, verbose_name="核定文號")),
                        ("adjusted_reason", models.CharField(blank=True, max_length=300, verbose_name="低於法定件數之理由")),
                        ("adjusted_number", models.CharField(blank=True, max_length=60, verbose_name="首長核准調整文號")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="報主管機關備查日期")),
                        ("reported_number", models.CharField(blank=True, max_length=60, verbose_name="報備查文號")),
                    ],
                    options={
                        "verbose_name": "年度查核計畫",
                        "ordering": ["-year"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="yearplan_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("year",),
                                name="year_plan_once",
                                violation_error_message="該年度計畫已登錄；修正請以「更正」辦理",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reveal",
                    fields=[
                        (
                            "draw",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="reveal",
                                serialize=False,
                                to="draws.draw",
                                verbose_name="抽籤",
                            ),
                        ),
                        ("seed", models.CharField(db_collation="C", max_length=64, verbose_name="種子")),
                        ("revealed_at", models.DateTimeField(verbose_name="揭示時間")),
                        ("revealed_by", models.CharField(max_length=100, verbose_name="揭示者")),
                    ],
                    options={
                        "verbose_name": "揭示",
                    },
                ),
            ],
        ),
    ]
