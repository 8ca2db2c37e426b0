"""The triggers that keep a baseline as it was written."""

from django.db import migrations

# What was promised stays as it was written: a new version is written instead. A plan that is deleted whole (simulated data) takes its baselines along.
KEEP = """
    CREATE FUNCTION progress_keep_baseline() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a baseline is never changed; write the next version' USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER progress_baseline_keep BEFORE UPDATE ON progress_baseline FOR EACH ROW EXECUTE FUNCTION progress_keep_baseline();
    CREATE TRIGGER progress_baselinemonth_keep BEFORE UPDATE ON progress_baselinemonth FOR EACH ROW EXECUTE FUNCTION progress_keep_baseline();
    CREATE TRIGGER progress_milestone_keep BEFORE UPDATE ON progress_milestone FOR EACH ROW EXECUTE FUNCTION progress_keep_baseline();
"""
UNKEEP = """
    DROP TRIGGER progress_milestone_keep ON progress_milestone;
    DROP TRIGGER progress_baselinemonth_keep ON progress_baselinemonth;
    DROP TRIGGER progress_baseline_keep ON progress_baseline;
    DROP FUNCTION progress_keep_baseline();
"""


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_tables")]

    operations = [migrations.RunSQL(KEEP, UNKEEP)]
