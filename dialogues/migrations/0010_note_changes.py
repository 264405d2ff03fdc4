"""Notes in the change feed which dialogues have moved on, begun or gone, and whose words were blanked."""

from django.db import migrations

DIALOGUES = """
CREATE FUNCTION dialogues_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject, couple)
    SELECT core_shard(couple_id), 'dialogue', id, couple_id FROM noted;
    RETURN NULL;
END $$;
CREATE TRIGGER note_begun AFTER INSERT ON dialogues_dialogue
    REFERENCING NEW TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION dialogues_note_rows();
CREATE TRIGGER note_deleted AFTER DELETE ON dialogues_dialogue
    REFERENCING OLD TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION dialogues_note_rows();

-- The version is left out where a screen has to be looked at whatever version it shows.
CREATE FUNCTION dialogues_note_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_change (shard, kind, subject, couple, version)
    VALUES (core_shard(NEW.couple_id), 'dialogue', NEW.id, NEW.couple_id,
            CASE WHEN OLD.blanked_at IS NOT DISTINCT FROM NEW.blanked_at THEN NEW.version END);
    RETURN NULL;
END $$;
CREATE TRIGGER note_move AFTER UPDATE OF version, blanked_at ON dialogues_dialogue FOR EACH ROW
    WHEN (OLD.version <> NEW.version OR OLD.blanked_at IS DISTINCT FROM NEW.blanked_at)
    EXECUTE FUNCTION dialogues_note_move();
"""
NO_DIALOGUES = """
DROP TRIGGER note_move ON dialogues_dialogue;
DROP TRIGGER note_deleted ON dialogues_dialogue;
DROP TRIGGER note_begun ON dialogues_dialogue;
DROP FUNCTION dialogues_note_move();
DROP FUNCTION dialogues_note_rows();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_change_feed"),
        ("dialogues", "0009_new_meet_at"),
    ]

    operations = [migrations.RunSQL(DIALOGUES, NO_DIALOGUES)]
