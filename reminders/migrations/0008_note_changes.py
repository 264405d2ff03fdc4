"""Notes in the change feed to whom something was announced."""

from django.db import migrations

NOTICES = """
CREATE FUNCTION reminders_note_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject)
    SELECT DISTINCT (user_id % 65536)::integer, 'notice', user_id::text FROM noted;
    RETURN NULL;
END $$;
CREATE TRIGGER note_notices AFTER INSERT ON reminders_notice
    REFERENCING NEW TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION reminders_note_notices();
"""
NO_NOTICES = """
DROP TRIGGER note_notices ON reminders_notice;
DROP FUNCTION reminders_note_notices();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_change_feed"),
        ("reminders", "0007_rename_models"),
    ]

    operations = [migrations.RunSQL(NOTICES, NO_NOTICES)]
