"""When a person is asked next. Built in one step, since a person has one row at most: writing waits for half a second if
there are 100,000.
"""

from django.conf import settings
from django.db import migrations, models


# Whoever changes what the column follows from, also with an earlier version's code, leaves it to be worked out again.
# Not a trigger of some columns: those couldn't be altered any more.
FORGET = """
CREATE FUNCTION pulse_rhythm_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."weekday", OLD."at") IS DISTINCT FROM (NEW."weekday", NEW."at") THEN
    NEW.next_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER forget_next_at BEFORE UPDATE ON pulse_rhythm FOR EACH ROW EXECUTE FUNCTION pulse_rhythm_forget();
CREATE FUNCTION pulse_rhythm_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.time_zone IS DISTINCT FROM NEW.time_zone THEN
    UPDATE pulse_rhythm SET next_at = NULL WHERE user_id = NEW.user_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pulse_moved AFTER UPDATE ON couples_profile FOR EACH ROW EXECUTE FUNCTION pulse_rhythm_moved();
"""
KEEP = """
DROP TRIGGER pulse_moved ON couples_profile;
DROP FUNCTION pulse_rhythm_moved();
DROP TRIGGER forget_next_at ON pulse_rhythm;
DROP FUNCTION pulse_rhythm_forget();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('couples', '0004_kept_appreciation'),
        ('pulse', '0002_rename_schedule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='pulseschedule',
            name='next_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='pulseschedule',
            index=models.Index(fields=['next_at'], name='pulse_schedules_by_moment'),
        ),
        migrations.RunSQL(FORGET, KEEP),
    ]
