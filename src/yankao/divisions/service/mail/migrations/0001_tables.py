import django.db.models.deletion
import yankao.kernel.ids

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="IncomingMail",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("digest", models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="信件識別摘要")),
                        ("who", models.CharField(db_collation="C", max_length=64, verbose_name="寄件人摘要")),
                        ("received_at", models.DateTimeField(verbose_name="收信時間")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("opened", "已立案"),
                                    ("added", "已併入補陳"),
                                    ("bounce", "退信通知"),
                                    ("held", "隔離待處理"),
                                    ("dismissed", "不予處理"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="處理結果",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                        ("size", models.PositiveIntegerField(verbose_name="大小")),
                        ("is_whole", models.BooleanField(default=True, verbose_name="原件完整")),
                        ("is_mayors", models.BooleanField(default=False, verbose_name="市長信箱")),
                        ("raw_enc", models.BinaryField(null=True, verbose_name="原件")),
                        ("key_id", models.CharField(db_collation="C", max_length=32, verbose_name="金鑰代號")),
                        ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="處理時間")),
                        ("handled_by", models.CharField(blank=True, max_length=200, verbose_name="處理者")),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "來信",
                        "indexes": [
                            models.Index(fields=["state", "-received_at"], name="mail_by_state"),
                            models.Index(fields=["who", "received_at"], name="mail_by_sender"),
                            models.Index(fields=["-received_at"], name="mail_newest"),
                        ],
                    },
                )
            ],
        ),
    ]
