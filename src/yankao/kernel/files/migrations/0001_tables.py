import yankao.kernel.ids

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("sha256", models.CharField(db_collation="C", db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                        ("media_type", models.CharField(max_length=100, verbose_name="媒體類型")),
                        ("name", models.CharField(max_length=200, verbose_name="檔名")),
                        ("created_at", models.DateTimeField(verbose_name="上傳時間")),
                        ("uploaded_by_kind", models.CharField(max_length=20, verbose_name="上傳者種類")),
                        ("uploaded_by_id", models.CharField(max_length=100, verbose_name="上傳者代號")),
                        ("uploaded_by_name", models.CharField(max_length=200, verbose_name="上傳者姓名")),
                    ],
                    options={
                        "verbose_name": "附件",
                        "verbose_name_plural": "附件",
                    },
                )
            ],
        ),
    ]
