from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="SimulatedCity",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("marked_at", models.DateTimeField(verbose_name="標記時間")),
                    ],
                    options={
                        "verbose_name": "模擬城市",
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="simulated_city_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SimulatedWindow",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=60, verbose_name="程序或登錄簿")),
                        ("first", models.DateField(verbose_name="起日")),
                        ("last", models.DateField(verbose_name="迄日")),
                        ("digest", models.BinaryField(verbose_name="依據摘要")),
                        ("count", models.PositiveIntegerField(verbose_name="件數")),
                        ("made_at", models.DateTimeField(verbose_name="產生時間")),
                    ],
                    options={
                        "verbose_name": "模擬期間",
                        "constraints": [models.UniqueConstraint(fields=("key", "first", "last"), name="simulated_window_once")],
                    },
                ),
            ],
        ),
    ]
