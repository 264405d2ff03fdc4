import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table of the copies that are made by themselves."""

    dependencies = [
        ("backups", "0002_rename_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.TextField(default="")),
            ],
            options={"db_table": "backups_run"},
        ),
    ]
