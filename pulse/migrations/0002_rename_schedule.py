import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a model and its field in Python. Table and column keep their names."""

    dependencies = [
        ("pulse", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Rhythm", "PulseSchedule"),
                migrations.AlterModelTable("pulseschedule", "pulse_rhythm"),
                migrations.AlterField(
                    "pulseschedule",
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pulse_schedule",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.RenameField("pulseschedule", "since", "changed_at"),
                migrations.AlterField(
                    "pulseschedule", "changed_at", models.DateTimeField(auto_now=True, db_column="since")
                ),
            ],
        ),
    ]
