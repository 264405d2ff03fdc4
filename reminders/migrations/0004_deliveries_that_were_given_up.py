from django.db import migrations, models
from django.db.models import F


def note_claims(apps, schema_editor):
    """What was claimed until now had `sent_at` for it. Whether it arrived is not known any more."""
    apps.get_model("reminders", "Delivery").objects.exclude(sent_at=None).update(claimed_at=F("sent_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("reminders", "0003_hash_session_keys"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="waiting_deliveries"),
        migrations.AddField(
            model_name="delivery", name="claimed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="delivery", name="gave_up_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunPython(note_claims, migrations.RunPython.noop, elidable=True),
    ]
