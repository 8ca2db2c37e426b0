"""Enters all cases by when they came, whatever their procedure, for lists and searches of all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_fewer_indexes")]

    operations = [migrations.AddIndex("case", models.Index(fields=["-received_at", "-id"], name="case_newest_of_all"))]
