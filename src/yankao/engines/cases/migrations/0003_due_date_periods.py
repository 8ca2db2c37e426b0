from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_case_source_digest'),
    ]

    operations = [
        migrations.AddField(
            model_name='duedate',
            name='period',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='期次'),
        ),
        migrations.RemoveConstraint(
            model_name='duedate',
            name='due_date_once',
        ),
        migrations.AddConstraint(
            model_name='duedate',
            constraint=models.UniqueConstraint(fields=('case', 'key', 'period'), name='due_date_once_a_period'),
        ),
    ]
