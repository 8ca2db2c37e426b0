import django.db.models.deletion

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="District",
                    fields=[
                        ("code", models.CharField(db_collation="C", max_length=12, primary_key=True, serialize=False, verbose_name="行政區代碼")),
                        ("name", models.CharField(max_length=20, verbose_name="區名")),
                        ("english_name", models.CharField(blank=True, max_length=60, verbose_name="英文名稱")),
                        ("zip_code", models.CharField(blank=True, max_length=6, verbose_name="郵遞區號")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順序")),
                        ("office_slug", models.CharField(blank=True, db_collation="C", max_length=60, verbose_name="區公所代稱")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選舉區")),
                    ],
                    options={
                        "verbose_name": "行政區",
                        "verbose_name_plural": "行政區",
                        "ordering": ("order", "code"),
                    },
                ),
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("slug", models.CharField(db_collation="C", max_length=60, unique=True, verbose_name="代稱")),
                        ("name", models.CharField(max_length=120, verbose_name="機關全銜")),
                        ("short_name", models.CharField(max_length=60, verbose_name="簡稱")),
                        ("english_name", models.CharField(blank=True, max_length=200, verbose_name="英文名稱")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("bureau", "一級機關"),
                                    ("second", "二級機關"),
                                    ("unit", "科室隊"),
                                    ("district", "區公所"),
                                    ("enterprise", "市營事業"),
                                    ("outside", "府外單位"),
                                    ("commission_unit", "研考會組室"),
                                ],
                                max_length=20,
                                verbose_name="類別",
                            ),
                        ),
                        ("path", models.CharField(db_collation="C", max_length=200, unique=True, verbose_name="路徑")),
                        ("division", models.CharField(blank=True, max_length=20, verbose_name="業務別")),
                        ("official_code", models.CharField(blank=True, max_length=20, verbose_name="機關代碼")),
                        ("duty_phone", models.CharField(blank=True, max_length=40, verbose_name="輪值電話")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日")),
                        ("is_local", models.BooleanField(db_default=False, default=False, verbose_name="於畫面異動過")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="agencies.agency",
                                verbose_name="上級機關",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "機關",
                        "verbose_name_plural": "機關",
                        "ordering": ("path",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="agency_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["bureau", "second", "unit", "district", "enterprise", "outside", "commission_unit"])
                                ),
                                name="agency_kind_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyName",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(db_index=True, max_length=120, verbose_name="機關全銜")),
                        ("short_name", models.CharField(blank=True, max_length=60, verbose_name="簡稱")),
                        ("english_name", models.CharField(blank=True, max_length=200, verbose_name="英文名稱")),
                        ("valid_to", models.DateField(verbose_name="最後一日")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="依據")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "機關舊名",
                        "verbose_name_plural": "機關舊名",
                        "ordering": ("agency", "-valid_to"),
                        "constraints": [models.UniqueConstraint(fields=("agency", "valid_to"), name="agency_name_ends_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Deputy",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("principal_id", models.UUIDField(verbose_name="本人")),
                        ("deputy_id", models.UUIDField(verbose_name="代理人")),
                        ("starts_at", models.DateTimeField(verbose_name="代理開始")),
                        ("ends_at", models.DateTimeField(verbose_name="代理結束")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                    ],
                    options={
                        "verbose_name": "職務代理",
                        "verbose_name_plural": "職務代理",
                        "ordering": ("starts_at", "id"),
                        "indexes": [
                            models.Index(fields=["principal_id", "ends_at"], name="deputy_by_principal"),
                            models.Index(fields=["deputy_id", "ends_at"], name="deputy_by_deputy"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="deputy_ends_after_start"),
                            models.CheckConstraint(
                                condition=models.Q(("principal_id", models.F("deputy_id")), _negated=True), name="deputy_is_another_person"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyRoster",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("category_code", models.CharField(blank=True, db_collation="C", max_length=40, verbose_name="案件類別")),
                        (
                            "weekdays",
                            models.PositiveSmallIntegerField(default=127, help_text="位元遮罩: 星期一為 1，星期日為 64", verbose_name="星期"),
                        ),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="起")),
                        ("ends_at", models.TimeField(blank=True, null=True, verbose_name="迄")),
                        ("order", models.PositiveSmallIntegerField(default=1, verbose_name="順位")),
                        ("phone", models.CharField(max_length=40, verbose_name="電話")),
                        ("contact_title", models.CharField(blank=True, max_length=60, verbose_name="聯絡職稱")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="duty_rosters", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "輪值電話",
                        "verbose_name_plural": "輪值電話",
                        "ordering": ("agency", "order", "id"),
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("weekdays__gte", 1), ("weekdays__lte", 127)), name="duty_weekdays_is_a_mask"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="duty_hours_are_both_or_none",
                            ),
                            models.UniqueConstraint(
                                fields=("agency", "category_code", "weekdays", "starts_at", "order", "valid_from"),
                                name="duty_order_is_unique",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Village",
                    fields=[
                        ("code", models.CharField(db_collation="C", max_length=14, primary_key=True, serialize=False, verbose_name="里代碼")),
                        ("name", models.CharField(max_length=20, verbose_name="里名")),
                        ("english_name", models.CharField(blank=True, max_length=60, verbose_name="英文名稱")),
                        (
                            "district",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="villages", to="agencies.district", verbose_name="行政區"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "里",
                        "verbose_name_plural": "里",
                        "ordering": ("code",),
                    },
                ),
            ],
        ),
    ]
