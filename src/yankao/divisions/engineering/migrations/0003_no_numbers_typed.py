"""The number of a tender stands in the register alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engineering", "0002_inspections_of_tenders")]

    operations = [
        migrations.RemoveField(model_name="inspection", name="tender_number"),
        migrations.RemoveField(model_name="reinspection", name="tender_number"),
    ]
