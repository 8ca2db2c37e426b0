"""Takes away the indexes that no question asks, and enters in others only the cases that have what is asked for.

Every case, passage and due date went into them: a third of the database's work of writing a case. The references stay as they are; only
what is looked up by them changes, so no table is read anew but for the four small indexes.
"""

from django.db import migrations, models

_FEWER = """
    DROP INDEX IF EXISTS
        cases_case_number_980c9551_like, cases_case_district_id_60fa1ba0_like, cases_case_village_id_9afc21ac_like,
        cases_case_reporter_id_7d7d0c2b, cases_case_parent_id_30365dcb, cases_case_merged_into_id_1b4320d8,
        cases_duedate_case_id_4aceaa21, cases_passage_agency_id_9fe56a43;
"""
_AS_BEFORE = """
    CREATE INDEX cases_case_number_980c9551_like ON cases_case (number varchar_pattern_ops);
    CREATE INDEX cases_case_district_id_60fa1ba0_like ON cases_case (district_id varchar_pattern_ops);
    CREATE INDEX cases_case_village_id_9afc21ac_like ON cases_case (village_id varchar_pattern_ops);
    CREATE INDEX cases_case_reporter_id_7d7d0c2b ON cases_case (reporter_id);
    CREATE INDEX cases_case_parent_id_30365dcb ON cases_case (parent_id);
    CREATE INDEX cases_case_merged_into_id_1b4320d8 ON cases_case (merged_into_id);
    CREATE INDEX cases_duedate_case_id_4aceaa21 ON cases_duedate (case_id);
    CREATE INDEX cases_passage_agency_id_9fe56a43 ON cases_passage (agency_id);
"""


def _unindexed(model: str, name: str, to: str, **options: object) -> migrations.AlterField:
    return migrations.AlterField(model_name=model, name=name, field=models.ForeignKey(db_index=False, to=to, **options))


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_FEWER, _AS_BEFORE)],
            state_operations=[
                _unindexed(
                    "case", "reporter", "persons.person", verbose_name="反映人", blank=True, null=True, on_delete=models.PROTECT, related_name="+"
                ),
                _unindexed(
                    "case", "parent", "cases.case", verbose_name="前案", blank=True, null=True, on_delete=models.PROTECT, related_name="follow_ons"
                ),
                _unindexed(
                    "case", "merged_into", "cases.case", verbose_name="併入案件", blank=True, null=True, on_delete=models.PROTECT,
                    related_name="merged_cases",
                ),
                _unindexed("duedate", "case", "cases.case", verbose_name="案件", on_delete=models.CASCADE, related_name="due_dates"),
                _unindexed(
                    "passage", "agency", "agencies.agency", verbose_name="當時承辦機關", null=True, on_delete=models.PROTECT, related_name="+"
                ),
            ],
        ),
        migrations.RemoveIndex(model_name="case", name="case_opener"),
        migrations.AddIndex("case", models.Index(fields=["reporter"], condition=models.Q(reporter__isnull=False), name="case_reporter")),
        migrations.AddIndex("case", models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="case_parent")),
        migrations.AddIndex("case", models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="case_merged_into")),
        migrations.AddIndex(
            "case", models.Index(fields=["opener_id", "-received_at"], condition=~models.Q(opener_kind="job"), name="case_opened_by")
        ),
    ]  # fmt: skip
