"""Counting the use of pages is no record: it waits for no disk, and after a crash everybody has a whole share."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shell", "0001_tables")]

    operations = [migrations.RunSQL("ALTER TABLE shell_ratemark SET UNLOGGED", migrations.RunSQL.noop)]
