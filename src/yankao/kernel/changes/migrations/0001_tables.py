from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("subject_kind", models.CharField(db_collation="C", max_length=40, verbose_name="對象種類")),
                        ("subject_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象代號")),
                        ("verb", models.CharField(db_collation="C", max_length=40, verbose_name="動作")),
                        ("field", models.CharField(blank=True, db_collation="C", max_length=60, verbose_name="欄位")),
                        ("old", models.TextField(blank=True, verbose_name="原值")),
                        ("new", models.TextField(blank=True, verbose_name="新值")),
                        ("reason", models.CharField(blank=True, max_length=400, verbose_name="理由或文號")),
                        ("actor_id", models.CharField(max_length=100, verbose_name="異動者代號")),
                        ("actor_name", models.CharField(max_length=200, verbose_name="異動者")),
                        ("done_at", models.DateTimeField(verbose_name="異動時間")),
                    ],
                    options={
                        "verbose_name": "異動紀錄",
                        "verbose_name_plural": "異動紀錄",
                        "indexes": [models.Index(fields=["subject_kind", "subject_id", "id"], name="change_of_subject")],
                    },
                )
            ],
        ),
    ]
