"""Finds by time which invitations were accepted or ran out, and who lives in a time zone. Built in one step, since a
person has one profile and invites once or twice: writing waits for half a second if there are 100,000.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('couples', '0005_note_changes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('accepted_at__isnull', False)), fields=['accepted_at'], name='accepted_invitations'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=['expires_at'], name='open_invitations'),
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(fields=['time_zone'], name='profiles_by_zone'),
        ),
    ]
