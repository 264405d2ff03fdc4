import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename models and fields in Python. Tables and columns keep their names: sealed addresses are bound to them."""

    dependencies = [
        ("reminders", "0006_claimed_deliveries"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Ways", "ReminderPreferences"),
                migrations.AlterModelTable("reminderpreferences", "reminders_ways"),
                migrations.AlterField(
                    "reminderpreferences",
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reminder_preferences",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.RenameModel("Muted", "MutedReminder"),
                migrations.AlterModelTable("mutedreminder", "reminders_muted"),
                migrations.AlterField(
                    "mutedreminder",
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="muted_reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.RemoveConstraint("delivery", "sent_once"),
                migrations.RenameModel("Phone", "PushSubscription"),
                migrations.AlterModelTable("pushsubscription", "reminders_phone"),
                migrations.AlterField(
                    "pushsubscription",
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.RenameField("delivery", "phone", "push_subscription"),
                migrations.AlterField(
                    "delivery",
                    "push_subscription",
                    models.ForeignKey(
                        db_column="phone_id",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="reminders.pushsubscription",
                    ),
                ),
                migrations.AddConstraint(
                    "delivery",
                    models.UniqueConstraint(
                        fields=["notice", "push_subscription"], name="sent_once", nulls_distinct=False
                    ),
                ),
            ],
        ),
    ]
