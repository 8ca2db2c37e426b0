"""An inspection points to its tender in the register; the numbers written down so far are looked up there."""

import django.db.models.deletion
from django.db import migrations, models


def link(apps, schema_editor):
    """Point every inspection to the tender whose number it names; one that the register does not know stays without."""
    known = dict(apps.get_model("tenders", "Tender").objects.filter(is_struck=False).values_list("number", "pk"))
    for name in ("Inspection", "Reinspection"):
        model = apps.get_model("engineering", name)
        rows = [row for row in model.objects.only("pk", "tender_number") if row.tender_number in known]
        for row in rows:
            row.tender_id = known[row.tender_number]
        model.objects.bulk_update(rows, ["tender"], batch_size=500)


def tender():
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.tender", verbose_name="標案編號")


class Migration(migrations.Migration):
    dependencies = [("engineering", "0001_tables"), ("tenders", "0001_tables")]

    operations = [
        migrations.AddField(model_name="inspection", name="tender", field=tender()),
        migrations.AddField(model_name="reinspection", name="tender", field=tender()),
        migrations.RunPython(link, migrations.RunPython.noop),
    ]
