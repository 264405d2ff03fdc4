from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a field in Python. Its column keeps its name."""

    dependencies = [
        ("couples", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("consent", "what", "agreement"),
                migrations.AlterField(
                    "consent", "agreement", models.CharField(db_column="what", max_length=40)
                ),
            ],
        ),
    ]
