import django.core.validators
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
                    name="SessionBrief",
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
                        (
                            "session_term",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="屆別"),
                        ),
                        (
                            "session_meeting",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="次別"),
                        ),
                        (
                            "electoral_district",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)],
                                verbose_name="選區",
                            ),
                        ),
                        ("topic", models.CharField(max_length=200, verbose_name="議題")),
                        ("councillors", models.CharField(blank=True, max_length=200, verbose_name="關切議員")),
                        ("answer", models.TextField(blank=True, verbose_name="擬答")),
                        ("figures", models.TextField(blank=True, verbose_name="佐證數據")),
                        ("contact", models.CharField(blank=True, max_length=100, verbose_name="備詢人員")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SpeakingNotes",
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
                        (
                            "session_term",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="屆別"),
                        ),
                        (
                            "session_meeting",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="次別"),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="分配時間（分）"),
                        ),
                        ("speech", models.TextField(blank=True, verbose_name="講稿")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="WrittenAnswer",
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
                        (
                            "session_term",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="屆別"),
                        ),
                        (
                            "session_meeting",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="次別"),
                        ),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        (
                            "electoral_district",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)],
                                verbose_name="選區",
                            ),
                        ),
                        ("asked_on", models.DateField(verbose_name="質詢日期")),
                        ("question", models.TextField(verbose_name="質詢事項")),
                        ("answer", models.TextField(blank=True, verbose_name="書面答復")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("council_copied", models.BooleanField(default=False, verbose_name="副知議會")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SessionBriefReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                migrations.CreateModel(
                    name="SpeakingNotesReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                migrations.CreateModel(
                    name="WrittenAnswerReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
