"""The days of a plan on which to tell of it. Built in one step: the column is empty, so that its indexes take as long as
reading the plans once, half a second for 100,000.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


# Whoever changes what the column follows from, also with an earlier version's code, leaves it to be worked out again.
# Not a trigger of some columns: those couldn't be altered any more.
FORGET = """
CREATE FUNCTION change_requests_plan_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."often", OLD."weeks", OLD."weekdays", OLD."begins_on") IS DISTINCT FROM (NEW."often", NEW."weeks", NEW."weekdays", NEW."begins_on") THEN
    NEW.reminder_days := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER forget_reminder_days BEFORE UPDATE ON change_requests_plan FOR EACH ROW EXECUTE FUNCTION change_requests_plan_forget();
"""
KEEP = """
DROP TRIGGER forget_reminder_days ON change_requests_plan;
DROP FUNCTION change_requests_plan_forget();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('change_requests', '0005_reminder_indexes'),
        ('couples', '0004_kept_appreciation'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='reminder_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), null=True, size=None),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('ended_at', None)), fields=['reminder_days'], name='plans_by_day'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('ended_at', None), ('reminder_days', None)), fields=['id'], name='plans_without_days'),
        ),
        migrations.RunSQL(FORGET, KEEP),
    ]
