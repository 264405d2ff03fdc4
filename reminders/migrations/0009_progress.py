import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0008_note_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimProgress',
            fields=[
                ('sort', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('claimed_until', models.DateTimeField()),
                ('zones', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'reminders_progress',
            },
        ),
        migrations.CreateModel(
            name='PostponedReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(max_length=40)),
                ('occasion', models.CharField(max_length=100)),
                ('due_at', models.DateTimeField()),
                ('again_at', models.DateTimeField()),
                ('postponed_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'reminders_postponed',
                'indexes': [models.Index(fields=['again_at'], name='postponed_reminders_by_time')],
                'constraints': [models.UniqueConstraint(fields=('user', 'sort', 'occasion'), name='postponed_once')],
            },
        ),
    ]
