from django.db import migrations, models


class Migration(migrations.Migration):
    """A plan may be for every other week. The column stays as it is."""

    dependencies = [
        ("change_requests", "0003_rename_models"),
    ]

    operations = [
        migrations.AlterField(
            "plan",
            "often",
            models.CharField(
                choices=[
                    ("once", "once"),
                    ("fortnightly", "fortnightly"),
                    ("weekly", "weekly"),
                    ("twice_weekly", "twice_weekly"),
                    ("thrice_weekly", "thrice_weekly"),
                    ("daily", "daily"),
                ],
                max_length=14,
            ),
        ),
    ]
