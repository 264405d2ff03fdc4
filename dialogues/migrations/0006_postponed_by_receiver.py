from django.db import migrations

# Until now both could start a postponed dialogue at once. From here on the time that the receiver asked for waits for
# the sender's answer: `done` names who asked.
POSTPONED = """
UPDATE dialogues_dialogue
SET snapshot = jsonb_set(snapshot, '{done}', jsonb_build_array(1 - (snapshot->>'sender')::int))
WHERE closed_at IS NULL AND snapshot->>'step' = 'postponed' AND snapshot->'done' = '[]'::jsonb
"""
PAUSED = """
UPDATE dialogues_dialogue
SET snapshot = jsonb_set(snapshot, '{back_done}', jsonb_build_array(1 - (snapshot->>'sender')::int))
WHERE closed_at IS NULL AND snapshot->>'step' = 'paused' AND snapshot->>'back' = 'postponed'
  AND snapshot->'back_done' = '[]'::jsonb
"""


class Migration(migrations.Migration):
    """Let the time that was asked for wait for the other's answer."""

    dependencies = [
        ("dialogues", "0005_words_erased"),
    ]

    operations = [
        migrations.RunSQL([POSTPONED, PAUSED], migrations.RunSQL.noop),
    ]
