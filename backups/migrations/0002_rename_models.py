import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename the model and its field in Python. Table and column keep their names."""

    dependencies = [
        ("backups", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Copy", "BackupKey"),
                migrations.AlterModelTable("backupkey", "backups_copy"),
                migrations.RenameField("backupkey", "taken_at", "created_at"),
                migrations.AlterField(
                    "backupkey",
                    "created_at",
                    models.DateTimeField(db_column="taken_at", default=django.utils.timezone.now),
                ),
            ],
        ),
    ]
