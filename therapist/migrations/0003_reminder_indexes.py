"""Finds by time what was asked and agreed about links for therapists. Built in one step, since a couple has few."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('couples', '0004_kept_appreciation'),
        ('therapist', '0002_withdrawn_asks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='therapistlink',
            index=models.Index(condition=models.Q(('agreed_at', None), ('declined_at', None), ('withdrawn_at', None)), fields=['asked_at'], name='links_asked_for'),
        ),
        migrations.AddIndex(
            model_name='therapistlink',
            index=models.Index(condition=models.Q(('agreed_at__isnull', False)), fields=['agreed_at'], name='links_agreed_to'),
        ),
        migrations.AddIndex(
            model_name='therapistlink',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='closed_links'),
        ),
    ]
