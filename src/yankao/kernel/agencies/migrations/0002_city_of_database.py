from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='FoundedCity',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(db_collation='C', max_length=60, verbose_name='城市')),
                ('founded_at', models.DateTimeField(verbose_name='建立時間')),
            ],
            options={
                'verbose_name': '資料庫所屬城市',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='city_founded_once')],
            },
        ),
    ]
