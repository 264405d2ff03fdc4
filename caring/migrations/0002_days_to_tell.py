"""The days of a gift on which to tell of it. Built in one step: the column is empty, so that its indexes take as long as
reading the gifts once, half a second for 100,000.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


# Whoever changes what the column follows from, also with an earlier version's code, leaves it to be worked out again.
# Not a trigger of some columns: those couldn't be altered any more.
FORGET = """
CREATE FUNCTION caring_caringgift_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."often", OLD."weeks", OLD."weekdays", OLD."begins_on") IS DISTINCT FROM (NEW."often", NEW."weeks", NEW."weekdays", NEW."begins_on") THEN
    NEW.reminder_days := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER forget_reminder_days BEFORE UPDATE ON caring_caringgift FOR EACH ROW EXECUTE FUNCTION caring_caringgift_forget();
"""
KEEP = """
DROP TRIGGER forget_reminder_days ON caring_caringgift;
DROP FUNCTION caring_caringgift_forget();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('caring', '0001_caring_days'),
        ('couples', '0004_kept_appreciation'),
    ]

    operations = [
        migrations.AddField(
            model_name='caringgift',
            name='reminder_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), null=True, size=None),
        ),
        migrations.AddIndex(
            model_name='caringgift',
            index=django.contrib.postgres.indexes.GinIndex(fields=['reminder_days'], name='caring_gifts_by_days'),
        ),
        migrations.AddIndex(
            model_name='caringgift',
            index=models.Index(condition=models.Q(('reminder_days', None)), fields=['id'], name='caring_gifts_without_days'),
        ),
        migrations.RunSQL(FORGET, KEEP),
    ]
