from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("reminders", "0004_deliveries_that_were_given_up"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["not_before"], condition=Q(claimed_at=None), name="unclaimed_deliveries"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=Q(sent_at=None) | Q(gave_up_at=None), name="delivery_sent_or_given_up"
            ),
        ),
    ]
