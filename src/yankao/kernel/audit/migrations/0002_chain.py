"""The triggers that number, chain and protect the entries of the audit."""

from django.db import migrations

# What an entry's hash covers: everything but its number and place.
# Seconds since 1970, because the text of a moment depends on the session's time zone.
BODY = """
CREATE FUNCTION audit_body(entry audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT convert_to(jsonb_build_array(
        entry.subject_kind, entry.subject_id, extract(epoch FROM entry.at), entry.actor_kind, entry.actor_id, entry.actor_name,
        entry.verb, to_jsonb(entry.fields), encode(entry.digest, 'hex'))::text, 'UTF8')
$$
"""

# One statement finds or makes the head of the chain, locks it and moves it on: writers of one subject wait for each other, others do not.
CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    body bytea;
BEGIN
    NEW.fields := coalesce(NEW.fields, '{}');
    body := audit_body(NEW);
    INSERT INTO audit_head AS head (subject_kind, subject_id, seq, previous, hash, changed_at, sealed_seq)
    VALUES (NEW.subject_kind, NEW.subject_id, 1, ''::bytea, sha256(body), clock_timestamp(), 0)
    ON CONFLICT (subject_kind, subject_id) DO UPDATE
        SET seq = head.seq + 1, previous = head.hash, hash = sha256(head.hash || body), changed_at = clock_timestamp()
    RETURNING head.seq, head.previous, head.hash INTO NEW.seq, NEW.previous, NEW.hash;
    RETURN NEW;
END
$$;
CREATE TRIGGER audit_entry_chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain()
"""

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '稽核紀錄只能新增，不得修改或刪除（% %）', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def _protect(table: str, events: str) -> str:
    # TRUNCATE has a trigger of its own name, so that a test database can be emptied between tests.
    return (
        f"CREATE TRIGGER {table}_keep BEFORE {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();"
        f"CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


PROTECTED = (
    ("audit_entry", "UPDATE OR DELETE"),
    ("audit_seal", "UPDATE OR DELETE"),
    ("audit_sealedhead", "UPDATE OR DELETE"),
    ("audit_head", "DELETE"),
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]

    operations = [
        migrations.RunSQL(BODY, "DROP FUNCTION audit_body(audit_entry)"),
        migrations.RunSQL(CHAIN, "DROP FUNCTION audit_chain() CASCADE"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse() CASCADE"),
        *(migrations.RunSQL(_protect(table, events), migrations.RunSQL.noop) for table, events in PROTECTED),
    ]
