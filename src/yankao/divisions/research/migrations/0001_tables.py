import django.db.models.deletion

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
                    name="TripReport",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=200, verbose_name="出國計畫名稱")),
                        ("traveller_title", models.CharField(max_length=60, verbose_name="出國人員職稱")),
                        ("destination", models.CharField(max_length=100, verbose_name="前往國家或地區")),
                        ("is_mainland", models.BooleanField(default=False, verbose_name="赴大陸地區")),
                        (
                            "funding",
                            models.CharField(
                                choices=[("city", "本府經費"), ("central", "中央補助"), ("leave", "公假自費"), ("other", "其他")],
                                max_length=12,
                                verbose_name="經費來源",
                            ),
                        ),
                        ("left_on", models.DateField(verbose_name="出國日期")),
                        ("returned_on", models.DateField(verbose_name="回國日期")),
                        ("report_title", models.CharField(blank=True, max_length=200, verbose_name="報告名稱")),
                        ("summary", models.TextField(blank=True, verbose_name="摘要")),
                        ("suggestions", models.TextField(blank=True, verbose_name="建議事項")),
                        ("suggestions_to", models.CharField(blank=True, max_length=200, verbose_name="建議分送機關")),
                        ("published_at_url", models.URLField(blank=True, verbose_name="公開網址")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReviewRound",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("reviewed_on", models.DateField(verbose_name="審查日期")),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ],
        ),
    ]
