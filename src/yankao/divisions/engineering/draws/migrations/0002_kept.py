"""The triggers that keep a published draw as it was published."""

from django.db import migrations

# What was published stays as it was published, whoever asks; a seed that does not fit its commitment is no reveal.
KEEP = """
    CREATE FUNCTION draws_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a published draw, its order and who opened it are never changed (% %)', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER draws_draw_keep BEFORE UPDATE OR DELETE ON draws_draw FOR EACH ROW EXECUTE FUNCTION draws_keep();
    CREATE TRIGGER draws_reveal_keep BEFORE UPDATE OR DELETE ON draws_reveal FOR EACH ROW EXECUTE FUNCTION draws_keep();
    CREATE TRIGGER draws_place_keep BEFORE UPDATE OR DELETE ON draws_place FOR EACH ROW EXECUTE FUNCTION draws_keep();
    CREATE TRIGGER draws_access_keep BEFORE UPDATE OR DELETE ON draws_access FOR EACH ROW EXECUTE FUNCTION draws_keep();
    CREATE FUNCTION draws_reveal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        published draws_draw%ROWTYPE;
    BEGIN
        SELECT * INTO STRICT published FROM draws_draw WHERE id = NEW.draw_id;
        IF published.digest <> encode(sha256(convert_to(published.numbers, 'UTF8')), 'hex')
           OR published.commitment <> encode(sha256(decode(NEW.seed, 'hex') || decode(published.digest, 'hex')), 'hex') THEN
            RAISE EXCEPTION 'the seed does not fit the commitment published before' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER draws_reveal_fits BEFORE INSERT ON draws_reveal FOR EACH ROW EXECUTE FUNCTION draws_reveal_fits();
"""
UNKEEP = """
    DROP TRIGGER draws_reveal_fits ON draws_reveal;
    DROP FUNCTION draws_reveal_fits();
    DROP TRIGGER draws_access_keep ON draws_access;
    DROP TRIGGER draws_place_keep ON draws_place;
    DROP TRIGGER draws_reveal_keep ON draws_reveal;
    DROP TRIGGER draws_draw_keep ON draws_draw;
    DROP FUNCTION draws_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_tables")]

    operations = [migrations.RunSQL(KEEP, UNKEEP)]
