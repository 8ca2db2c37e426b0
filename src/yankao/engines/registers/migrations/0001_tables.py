from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="RegisterCount",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("register", models.CharField(db_collation="C", max_length=60, verbose_name="登錄簿")),
                        ("row_id", models.BigIntegerField(verbose_name="列識別碼")),
                        ("key", models.CharField(db_collation="C", max_length=40, verbose_name="計次")),
                        ("amount", models.PositiveIntegerField(verbose_name="數量")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="執行者識別碼")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="執行者")),
                        ("counted_at", models.DateTimeField(verbose_name="時間")),
                    ],
                    options={
                        "verbose_name": "登錄計次",
                        "indexes": [models.Index(fields=["register", "key", "counted_at"], name="register_count_window")],
                        "constraints": [models.CheckConstraint(condition=models.Q(("amount__gte", 1)), name="register_count_is_something")],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterEdit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("register", models.CharField(db_collation="C", max_length=60, verbose_name="登錄簿")),
                        ("row_id", models.BigIntegerField(verbose_name="列識別碼")),
                        ("version", models.PositiveIntegerField(verbose_name="版次")),
                        (
                            "verb",
                            models.CharField(
                                choices=[("correct", "更正"), ("strike", "作廢"), ("restore", "恢復")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="動作",
                            ),
                        ),
                        ("field", models.CharField(blank=True, db_collation="C", max_length=60, verbose_name="欄位")),
                        ("old", models.TextField(blank=True, verbose_name="原值")),
                        ("new", models.TextField(blank=True, verbose_name="新值")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="理由")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="執行者識別碼")),
                        ("actor_name", models.CharField(max_length=100, verbose_name="執行者")),
                        ("done_at", models.DateTimeField(verbose_name="時間")),
                    ],
                    options={
                        "verbose_name": "登錄更正",
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["register", "row_id", "id"], name="register_edit_row")],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewNotice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("register", models.CharField(db_collation="C", max_length=60, verbose_name="登錄簿")),
                        ("row_id", models.BigIntegerField(verbose_name="列識別碼")),
                        ("review_by", models.DateField(verbose_name="檢視期限")),
                        ("is_overdue", models.BooleanField(verbose_name="已逾期")),
                        ("told_at", models.DateTimeField(verbose_name="通知時間")),
                    ],
                    options={
                        "verbose_name": "檢視提醒",
                        "constraints": [models.UniqueConstraint(fields=("register", "row_id", "review_by", "is_overdue"), name="review_told_once")],
                    },
                ),
            ],
        ),
    ]
