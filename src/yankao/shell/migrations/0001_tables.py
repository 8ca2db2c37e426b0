from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="RateMark",
                    fields=[
                        ("key", models.CharField(db_collation="C", max_length=120, primary_key=True, serialize=False, verbose_name="摘要")),
                        ("full_at", models.DateTimeField(verbose_name="用至")),
                        ("span", models.DurationField(verbose_name="期間")),
                    ],
                    options={
                        "verbose_name": "使用頻率",
                    },
                ),
                migrations.CreateModel(
                    name="IdempotentAnswer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("actor_kind", models.CharField(db_collation="C", max_length=12, verbose_name="呼叫者類別")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="呼叫者識別碼")),
                        ("key", models.CharField(db_collation="C", max_length=100, verbose_name="冪等鍵")),
                        ("request_hash", models.CharField(db_collation="C", max_length=64, verbose_name="請求雜湊")),
                        ("status", models.PositiveSmallIntegerField(default=0, verbose_name="狀態碼")),
                        ("location", models.CharField(blank=True, max_length=400, verbose_name="網址")),
                        ("body", models.TextField(blank=True, verbose_name="答復")),
                        ("created_at", models.DateTimeField(verbose_name="時間")),
                    ],
                    options={
                        "verbose_name": "介接答復紀錄",
                        "indexes": [models.Index(fields=["created_at"], name="idempotent_answer_age")],
                        "constraints": [models.UniqueConstraint(fields=("actor_kind", "actor_id", "key"), name="idempotent_answer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        ("token", models.UUIDField(primary_key=True, serialize=False, verbose_name="表單識別碼")),
                        ("actor_id", models.CharField(db_collation="C", max_length=64, verbose_name="送出者識別碼")),
                        ("location", models.CharField(blank=True, max_length=400, verbose_name="結果網址")),
                        ("created_at", models.DateTimeField(verbose_name="送出時間")),
                    ],
                    options={
                        "verbose_name": "表單送出紀錄",
                        "indexes": [models.Index(fields=["created_at"], name="submission_age")],
                    },
                ),
            ],
        ),
    ]
