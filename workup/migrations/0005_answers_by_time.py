"""Finds by time when a questionnaire was left. Answers go on being written meanwhile."""

from django.conf import settings
from django.db import migrations, models

from core.concurrent_index import BuildIndex


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('workup', '0004_reminder_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BuildIndex(
            model_name='answer',
            index=models.Index(fields=['changed_at'], name='answers_by_time'),
        ),
        BuildIndex(
            model_name='workup',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['started_at'], name='unfinished_workups'),
        ),
    ]
