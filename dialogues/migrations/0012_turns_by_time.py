"""Finds by time what dialogues wait for. Moves go on being written meanwhile."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from core.concurrent_index import BuildIndex


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('couples', '0004_kept_appreciation'),
        ('dialogues', '0011_move_functions'),
    ]

    operations = [
        BuildIndex(
            model_name='dialogue',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['created_at'], name='open_dialogues_by_age'),
        ),
        BuildIndex(
            model_name='dialogue',
            index=models.Index(condition=models.Q(('closed_at', None), ('meet_at__isnull', False)), fields=['meet_at'], name='times_to_meet'),
        ),
        BuildIndex(
            model_name='turn',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['created_at'], name='turns_by_time', pages_per_range=32),
        ),
    ]
