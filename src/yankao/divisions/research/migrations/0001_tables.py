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
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="ResearchPlan",
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
                                validators=[django.core.validators.MinValueValidator(90), django.core.validators.MaxValueValidator(999)],
                                verbose_name="年度（民國）",
                            ),
                        ),
                        ("topic", models.CharField(max_length=200, verbose_name="研究題目")),
                        ("researchers", models.CharField(max_length=200, verbose_name="研究人員")),
                        ("method", models.TextField(verbose_name="研究目的及方法")),
                        (
                            "asked_amount",
                            models.DecimalField(
                                decimal_places=0,
                                default=Decimal("0"),
                                max_digits=9,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="申請補助（元）",
                            ),
                        ),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="核定日期")),
                        ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                        (
                            "approved_amount",
                            models.DecimalField(
                                decimal_places=0,
                                default=Decimal("0"),
                                max_digits=9,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="核定補助（元）",
                            ),
                        ),
                        ("report_due_on", models.DateField(blank=True, null=True, verbose_name="應提交報告日期")),
                        ("report_title", models.CharField(blank=True, max_length=200, verbose_name="報告名稱")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="提交報告日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AwardEntry",
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
                            "award",
                            models.CharField(
                                choices=[("quality", "政府服務品質獎"), ("service", "政府服務獎")],
                                db_collation="C",
                                default="service",
                                max_length=8,
                                verbose_name="獎項",
                            ),
                        ),
                        ("edition", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="屆次")),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("digital", "數位創新加值"),
                                    ("care", "社會關懷服務"),
                                    ("co_creation", "社會創新共融"),
                                    ("earlier", "前各屆之類別"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="獎項類別",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="參獎主題")),
                        ("coached", models.TextField(blank=True, verbose_name="輔導情形")),
                        ("nominated_on", models.DateField(verbose_name="推薦函送日期")),
                        ("letter_number", models.CharField(max_length=60, verbose_name="推薦文號")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("nominated", "已推薦，待入圍名單"),
                                    ("left", "未入圍"),
                                    ("shortlisted", "入圍，待第二階段評審"),
                                    ("won", "獲獎"),
                                    ("lost", "入圍未獲獎"),
                                ],
                                db_collation="C",
                                default="nominated",
                                max_length=12,
                                verbose_name="參獎結果",
                            ),
                        ),
                        ("listed_on", models.DateField(blank=True, null=True, verbose_name="入圍名單公布日期")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="第二階段評審日期")),
                        ("result_on", models.DateField(blank=True, null=True, verbose_name="評審結果公布日期")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="參獎機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "政府服務獎參獎歷程",
                        "ordering": ["-nominated_on", "-id"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="awardentry_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("award", "edition", "agency", "title"),
                                name="award_entry_once",
                                violation_error_message="此機關本屆以此主題參獎已登錄；如有進展請以「更正」辦理",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TripReport",
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
                        ("purpose", models.CharField(max_length=200, verbose_name="出國計畫名稱")),
                        ("traveller_title", models.CharField(max_length=60, verbose_name="出國人員職稱")),
                        ("destination", models.CharField(max_length=100, verbose_name="前往國家或地區")),
                        ("is_mainland", models.BooleanField(default=False, verbose_name="赴大陸地區")),
                        (
                            "funding",
                            models.CharField(
                                choices=[("city", "本府經費"), ("central", "中央補助"), ("leave", "公假自費"), ("other", "其他")],
                                max_length=12,
                                verbose_name="經費來源",
                            ),
                        ),
                        ("left_on", models.DateField(verbose_name="出國日期")),
                        ("returned_on", models.DateField(verbose_name="回國日期")),
                        ("report_title", models.CharField(blank=True, max_length=200, verbose_name="報告名稱")),
                        ("summary", models.TextField(blank=True, verbose_name="摘要")),
                        ("suggestions", models.TextField(blank=True, verbose_name="建議事項")),
                        ("suggestions_to", models.CharField(blank=True, max_length=200, verbose_name="建議分送機關")),
                        ("published_at_url", models.URLField(blank=True, verbose_name="公開網址")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReviewRound",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("reviewed_on", models.DateField(verbose_name="審查日期")),
                        ("opinion", models.TextField(verbose_name="審查意見")),
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
            ],
        ),
    ]
