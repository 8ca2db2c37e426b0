from django.db import migrations


class Migration(migrations.Migration):
    """Notices read in the program were told then; only those that waited for a channel are still taken up. May be run again."""

    dependencies = [("notices", "0002_channels")]

    operations = [
        migrations.RunSQL(
            "UPDATE notices_notice SET taken_up_at = created_at WHERE state = 'shown' AND taken_up_at IS NULL", migrations.RunSQL.noop
        )
    ]
