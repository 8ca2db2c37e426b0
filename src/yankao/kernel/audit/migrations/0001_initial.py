"""The tables of the audit chain, and the triggers that number, chain and protect the entries."""

import django.contrib.postgres.fields
from django.db import migrations, models

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
    initial = True

    dependencies = []

    operations = [
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
                    models.CompositePrimaryKey("number", "subject_kind", "subject_id", blank=True, editable=False, primary_key=True, serialize=False),
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
                ("fields", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name="欄位")),
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
                ("pk", models.CompositePrimaryKey("subject_kind", "subject_id", blank=True, editable=False, primary_key=True, serialize=False)),
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
                        condition=models.Q(("seq__gt", models.F("sealed_seq"))), fields=["subject_kind", "subject_id"], name="audit_head_unsealed"
                    )
                ],
            },
        ),
        migrations.RunSQL(BODY, "DROP FUNCTION audit_body(audit_entry)"),
        migrations.RunSQL(CHAIN, "DROP FUNCTION audit_chain() CASCADE"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse() CASCADE"),
        *(migrations.RunSQL(_protect(table, events), migrations.RunSQL.noop) for table, events in PROTECTED),
    ]
