from django.db import migrations, models


class Migration(migrations.Migration):
    """When a file was downloaded first, so that home stops pointing at it."""

    dependencies = [
        ("transcripts", "0004_bookmark"),
    ]

    operations = [
        migrations.AddField("export", "downloaded_at", models.DateTimeField(null=True)),
    ]
