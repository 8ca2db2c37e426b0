import django.db.models.deletion
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
                    name="Person",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("name_enc", models.BinaryField(null=True, verbose_name="姓名")),
                        ("phone_enc", models.BinaryField(null=True, verbose_name="電話")),
                        ("email_enc", models.BinaryField(null=True, verbose_name="電子郵件")),
                        ("address_enc", models.BinaryField(null=True, verbose_name="地址")),
                        ("national_id_enc", models.BinaryField(null=True, verbose_name="身分證統一編號")),
                        ("name_index", models.BinaryField(db_index=True, null=True)),
                        ("phone_index", models.BinaryField(db_index=True, null=True)),
                        ("email_index", models.BinaryField(db_index=True, null=True)),
                        ("national_id_index", models.BinaryField(db_index=True, null=True)),
                        ("key_id", models.CharField(db_index=True, max_length=32, verbose_name="金鑰代號")),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="清除時間")),
                        ("retention_until", models.DateField(blank=True, null=True, verbose_name="保存至")),
                    ],
                    options={
                        "verbose_name": "個人資料",
                        "verbose_name_plural": "個人資料",
                        "indexes": [
                            models.Index(condition=models.Q(("erased_at__isnull", True)), fields=["retention_until"], name="persons_person_due")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessLog",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("field", models.CharField(max_length=20, verbose_name="欄位")),
                        ("actor_kind", models.CharField(max_length=20, verbose_name="調閱者種類")),
                        ("actor_id", models.CharField(max_length=100, verbose_name="調閱者代號")),
                        ("actor_name", models.CharField(max_length=200, verbose_name="調閱者姓名")),
                        ("purpose", models.CharField(max_length=200, verbose_name="調閱目的")),
                        ("at", models.DateTimeField(db_index=True, verbose_name="調閱時間")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="persons.person", verbose_name="當事人"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "調閱紀錄",
                        "verbose_name_plural": "調閱紀錄",
                    },
                ),
            ],
        ),
    ]
