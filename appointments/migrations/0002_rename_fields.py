from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a field in Python. The column keeps its name."""

    dependencies = [
        ("appointments", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("feed", "made_at", "created_at"),
                migrations.AlterField(
                    "feed", "created_at", models.DateTimeField(auto_now_add=True, db_column="made_at")
                ),
            ],
        ),
    ]
