"""Notes in the change feed who is signed out, and whose account, consent or couple has changed."""

from django.db import migrations

SESSIONS = """
CREATE FUNCTION couples_note_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject) SELECT -1, 'session', session_key FROM gone;
    RETURN NULL;
END $$;
CREATE TRIGGER note_sessions AFTER DELETE ON django_session
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION couples_note_sessions();

CREATE FUNCTION couples_note_restore() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject) VALUES (-1, 'all', '');
    RETURN NULL;
END $$;
CREATE TRIGGER note_restore AFTER TRUNCATE ON django_session
    FOR EACH STATEMENT EXECUTE FUNCTION couples_note_restore();
"""
NO_SESSIONS = """
DROP TRIGGER note_restore ON django_session;
DROP TRIGGER note_sessions ON django_session;
DROP FUNCTION couples_note_restore();
DROP FUNCTION couples_note_sessions();
"""

PEOPLE = """
CREATE FUNCTION couples_note_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject) VALUES (-1, 'user', NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER note_user AFTER UPDATE OF password, is_active ON couples_user FOR EACH ROW
    WHEN (OLD.password <> NEW.password OR OLD.is_active <> NEW.is_active)
    EXECUTE FUNCTION couples_note_user();

CREATE FUNCTION couples_note_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject)
    VALUES (-1, 'user', CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END);
    RETURN NULL;
END $$;
CREATE TRIGGER note_consent AFTER UPDATE OF agrees ON couples_profile FOR EACH ROW
    WHEN (OLD.agrees <> NEW.agrees) EXECUTE FUNCTION couples_note_member();
CREATE TRIGGER note_partner AFTER INSERT OR UPDATE OF left_at OR DELETE ON couples_partner FOR EACH ROW
    EXECUTE FUNCTION couples_note_member();

CREATE FUNCTION couples_note_couple() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject)
    SELECT -1, 'user', user_id FROM couples_partner WHERE couple_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER note_couple AFTER UPDATE OF ended_at ON couples_couple FOR EACH ROW
    WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at) EXECUTE FUNCTION couples_note_couple();
"""
NO_PEOPLE = """
DROP TRIGGER note_couple ON couples_couple;
DROP TRIGGER note_partner ON couples_partner;
DROP TRIGGER note_consent ON couples_profile;
DROP TRIGGER note_user ON couples_user;
DROP FUNCTION couples_note_couple();
DROP FUNCTION couples_note_member();
DROP FUNCTION couples_note_user();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_change_feed"),
        ("couples", "0004_kept_appreciation"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(SESSIONS, NO_SESSIONS),
        migrations.RunSQL(PEOPLE, NO_PEOPLE),
    ]
