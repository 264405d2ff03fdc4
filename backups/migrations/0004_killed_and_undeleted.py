from django.db import migrations, models


class Migration(migrations.Migration):
    """Note which key an attempt makes, and which old copies it couldn't delete."""

    dependencies = [
        ("backups", "0003_backup_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="backuprun",
            name="key",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="backuprun",
            name="undeleted",
            field=models.TextField(db_default="", default=""),
        ),
    ]
