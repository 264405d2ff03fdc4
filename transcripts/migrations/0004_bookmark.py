import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a model and two fields in Python. Table and columns keep their names."""

    dependencies = [
        ("transcripts", "0003_export"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Star", "Bookmark"),
                migrations.AlterModelTable("bookmark", "transcripts_star"),
                migrations.RenameField("export", "asked_at", "requested_at"),
                migrations.AlterField(
                    "export", "requested_at", models.DateTimeField(auto_now_add=True, db_column="asked_at")
                ),
                migrations.RenameField("export", "touched_at", "heartbeat_at"),
                migrations.AlterField(
                    "export",
                    "heartbeat_at",
                    models.DateTimeField(db_column="touched_at", default=django.utils.timezone.now),
                ),
            ],
        ),
    ]
