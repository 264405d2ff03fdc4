"""When a weekly time comes next, and indexes of what is to be told. Built in one step, since a couple has a row or two:
writing waits for half a second if there are 100,000 couples.
"""

from django.db import migrations, models


# Whoever changes what the column follows from, also with an earlier version's code, leaves it to be worked out again.
# Not a trigger of some columns: those couldn't be altered any more.
FORGET = """
CREATE FUNCTION appointments_weeklytime_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."weekday", OLD."at", OLD."zone") IS DISTINCT FROM (NEW."weekday", NEW."at", NEW."zone") THEN
    NEW.next_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER forget_next_at BEFORE UPDATE ON appointments_weeklytime FOR EACH ROW EXECUTE FUNCTION appointments_weeklytime_forget();
"""
KEEP = """
DROP TRIGGER forget_next_at ON appointments_weeklytime;
DROP FUNCTION appointments_weeklytime_forget();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0003_declined'),
        ('couples', '0004_kept_appreciation'),
    ]

    operations = [
        migrations.AddField(
            model_name='weeklytime',
            name='next_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='weeklytime',
            index=models.Index(condition=models.Q(('agreed_at__isnull', False), ('ended_at', None)), fields=['next_at'], name='weekly_times_by_moment'),
        ),
        migrations.AddIndex(
            model_name='weeklytime',
            index=models.Index(condition=models.Q(('agreed_at', None), ('ended_at', None)), fields=['proposed_at'], name='proposed_times'),
        ),
        migrations.AddIndex(
            model_name='weeklytime',
            index=models.Index(condition=models.Q(('agreed_at__isnull', False), ('ended_at', None)), fields=['agreed_at'], name='newly_agreed_times'),
        ),
        migrations.AddIndex(
            model_name='weeklytime',
            index=models.Index(condition=models.Q(('declined_at__isnull', False)), fields=['declined_at'], name='declined_times'),
        ),
        migrations.RunSQL(FORGET, KEEP),
    ]
