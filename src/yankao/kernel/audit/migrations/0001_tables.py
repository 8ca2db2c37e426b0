import django.contrib.postgres.fields

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        ("number", models.IntegerField(primary_key=True, serialize=False, verbose_name="封印號")),
                        ("at", models.DateTimeField(verbose_name="封印時間")),
                        ("entries", models.IntegerField(verbose_name="封印鏈數")),
                        ("root", models.BinaryField(verbose_name="總雜湊")),
                        ("previous", models.BinaryField(verbose_name="前一封印雜湊")),
                        ("key_id", models.CharField(max_length=32, verbose_name="金鑰代號")),
                        ("hash", models.BinaryField(verbose_name="雜湊")),
                    ],
                    options={
                        "verbose_name": "稽核封印",
                        "verbose_name_plural": "稽核封印",
                    },
                ),
                migrations.CreateModel(
                    name="SealedHead",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "number", "subject_kind", "subject_id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.IntegerField(verbose_name="封印號")),
                        ("subject_kind", models.CharField(db_collation="C", max_length=40, verbose_name="對象種類")),
                        ("subject_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象代號")),
                        ("seq", models.IntegerField(verbose_name="序號")),
                        ("hash", models.BinaryField(verbose_name="雜湊")),
                    ],
                    options={
                        "verbose_name": "已封印的鏈末端",
                        "verbose_name_plural": "已封印的鏈末端",
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("subject_kind", models.CharField(db_collation="C", max_length=40, verbose_name="對象種類")),
                        ("subject_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象代號")),
                        ("seq", models.IntegerField(verbose_name="序號")),
                        ("at", models.DateTimeField(verbose_name="時間")),
                        (
                            "actor_kind",
                            models.CharField(
                                choices=[("user", "user"), ("citizen", "citizen"), ("application", "application"), ("job", "job")],
                                max_length=20,
                                verbose_name="行為者種類",
                            ),
                        ),
                        ("actor_id", models.CharField(max_length=100, verbose_name="行為者代號")),
                        ("actor_name", models.CharField(max_length=200, verbose_name="行為者姓名")),
                        ("verb", models.CharField(max_length=60, verbose_name="動作")),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name="欄位"),
                        ),
                        ("digest", models.BinaryField(null=True, verbose_name="異動摘要")),
                        ("previous", models.BinaryField(verbose_name="前一筆雜湊")),
                        ("hash", models.BinaryField(verbose_name="雜湊")),
                    ],
                    options={
                        "verbose_name": "稽核紀錄",
                        "verbose_name_plural": "稽核紀錄",
                        "constraints": [models.UniqueConstraint(fields=("subject_kind", "subject_id", "seq"), name="audit_entry_place")],
                    },
                ),
                migrations.CreateModel(
                    name="Head",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey("subject_kind", "subject_id", blank=True, editable=False, primary_key=True, serialize=False),
                        ),
                        ("subject_kind", models.CharField(db_collation="C", max_length=40, verbose_name="對象種類")),
                        ("subject_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象代號")),
                        ("seq", models.IntegerField(verbose_name="序號")),
                        ("previous", models.BinaryField(verbose_name="前一筆雜湊")),
                        ("hash", models.BinaryField(verbose_name="雜湊")),
                        ("changed_at", models.DateTimeField(verbose_name="異動時間")),
                        ("sealed_seq", models.IntegerField(default=0, verbose_name="已封印序號")),
                    ],
                    options={
                        "verbose_name": "稽核鏈末端",
                        "verbose_name_plural": "稽核鏈末端",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("seq__gt", models.F("sealed_seq"))),
                                fields=["subject_kind", "subject_id"],
                                name="audit_head_unsealed",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
