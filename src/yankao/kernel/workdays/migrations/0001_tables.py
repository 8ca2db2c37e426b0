from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                        ("is_workday", models.BooleanField(verbose_name="上班日")),
                        (
                            "is_local",
                            models.BooleanField(
                                default=False, help_text="例如天然災害停止上班；匯入辦公日曆表時不會被覆蓋。", verbose_name="本市自訂"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=100, verbose_name="名稱")),
                        ("source", models.TextField(verbose_name="依據")),
                        ("official_is_workday", models.BooleanField(blank=True, null=True, verbose_name="辦公日曆表原訂上班")),
                        ("official_name", models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="辦公日曆表原訂名稱")),
                        ("recorded_by", models.CharField(max_length=100, verbose_name="登錄人")),
                        ("recorded_at", models.DateTimeField(verbose_name="登錄時間")),
                    ],
                    options={
                        "verbose_name": "辦公日曆",
                        "verbose_name_plural": "辦公日曆",
                        "ordering": ("day",),
                        "constraints": [models.CheckConstraint(condition=models.Q(("source", ""), _negated=True), name="workdays_says_its_source")],
                    },
                )
            ],
        ),
    ]
