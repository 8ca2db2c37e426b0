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
        ("cases", "0001_tables"),
        ("progress", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="KpiVisit",
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
                                validators=[django.core.validators.MinValueValidator(90)], verbose_name="績效年度（民國）"
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="預定訪查日期")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="訪查日期")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="訪查地點")),
                        ("convenor", models.CharField(blank=True, max_length=60, verbose_name="召集人")),
                        ("scholars", models.CharField(blank=True, max_length=200, verbose_name="學者專家委員")),
                        ("bureaus", models.CharField(blank=True, max_length=200, verbose_name="相關局處委員")),
                        (
                            "first_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="機關自評分數",
                            ),
                        ),
                        (
                            "second_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="複評分數",
                            ),
                        ),
                        ("analysis", models.TextField(blank=True, verbose_name="彙整分析")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="函送文號")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RevitalisationPlan",
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
                        ("plan_name", models.CharField(max_length=200, verbose_name="計畫名稱")),
                        ("theme", models.CharField(max_length=200, verbose_name="創生主題")),
                        ("partners", models.CharField(blank=True, max_length=400, verbose_name="參與團體及事業")),
                        ("vision", models.TextField(blank=True, verbose_name="計畫構想")),
                        ("submitted_number", models.CharField(blank=True, max_length=60, verbose_name="提報國發會文號")),
                        ("matched_on", models.DateField(blank=True, null=True, verbose_name="媒合會議日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SpaceGrant",
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
                        ("plan_name", models.CharField(max_length=200, verbose_name="計畫名稱")),
                        ("building", models.CharField(max_length=200, verbose_name="活化空間")),
                        (
                            "total_cost",
                            models.PositiveBigIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="計畫總經費（元）"),
                        ),
                        ("central_ceiling", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="中央補助上限（元）")),
                        ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="核定日期")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="應完成日期")),
                        ("settled_amount", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="核結金額（元）")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Coaching",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("coached_on", models.DateField(verbose_name="輔導日期")),
                        ("with_centre", models.BooleanField(default=False, verbose_name="會同國發會輔導中心")),
                        ("advice", models.TextField(verbose_name="輔導意見")),
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
                    name="MatchedResource",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("ministry", models.CharField(max_length=60, verbose_name="部會")),
                        ("programme", models.CharField(max_length=200, verbose_name="補助計畫")),
                        ("amount", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="核定金額（元）")),
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
                    name="RevisionReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                migrations.CreateModel(
                    name="RollingReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("progress", models.TextField(verbose_name="事業提案執行情形")),
                        ("changes", models.TextField(blank=True, verbose_name="修正事項")),
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
                    name="RollingRevision",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("revision", models.TextField(verbose_name="檢討修正作為")),
                        ("targets_changed", models.BooleanField(default=False, verbose_name="修正目標值")),
                        ("approved_number", models.CharField(blank=True, max_length=60, verbose_name="修正簽准文號")),
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
                    name="SpaceProgress",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("progress", models.TextField(verbose_name="執行情形")),
                        ("spent", models.PositiveBigIntegerField(verbose_name="累計支用（元）")),
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
                    name="StrategicGoal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("name", models.CharField(max_length=200, verbose_name="目標名稱")),
                        (
                            "level",
                            models.CharField(
                                choices=[("vision", "願景"), ("goal", "策略目標"), ("strategy", "策略")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="層級",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="期間起日")),
                        ("ends_on", models.DateField(verbose_name="期間迄日")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="主辦機關",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="planning.strategicgoal",
                                verbose_name="上層目標",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "策略目標",
                        "ordering": ["-starts_on", "level", "name"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="strategicgoal_search")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="goal_ends_after_it_starts",
                                violation_error_message="期間迄日不得早於起日",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MidtermPlan",
                    fields=[
                        (
                            "plan",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="progress.plan",
                            ),
                        ),
                        ("summary", models.TextField(verbose_name="計畫摘要")),
                        ("priority", models.CharField(blank=True, max_length=200, verbose_name="優先課題")),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="planning.strategicgoal",
                                verbose_name="策略目標",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Kpi",
                    fields=[
                        (
                            "plan",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="progress.plan",
                            ),
                        ),
                        ("unit", models.CharField(max_length=20, verbose_name="單位")),
                        ("standard", models.CharField(max_length=400, verbose_name="評估基準")),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="資料來源")),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kpis",
                                to="planning.strategicgoal",
                                verbose_name="策略目標",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TargetExplanation",
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
                        ("month", models.DateField(verbose_name="期別")),
                        ("cause", models.TextField(blank=True, verbose_name="原因分析")),
                        ("remedy", models.TextField(blank=True, verbose_name="改善方案")),
                        ("catch_up_month", models.DateField(blank=True, null=True, verbose_name="預定趕上月份")),
                        ("responsible", models.CharField(blank=True, max_length=100, verbose_name="責任歸屬")),
                        (
                            "plan",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="progress.plan", verbose_name="計畫"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitAdvice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("visitor", models.CharField(max_length=60, verbose_name="訪查委員")),
                        ("advice", models.TextField(verbose_name="意見及建議")),
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
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="progress.plan",
                                verbose_name="績效指標",
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
