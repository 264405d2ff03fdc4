"""The two statements of a move, as functions: PostgreSQL keeps their plans for each of its own connections, so they work
through a pooler that lends a connection for one transaction at a time.

During an update the version before goes on calling the functions that it knows. So each name ends with a number, and a
change is a new function with the next number; a migration of a later version drops the old one.
"""

from django.db import migrations

LOAD_SCENE = """
CREATE OR REPLACE FUNCTION dialogues_load_scene_1(
    for_dialogue uuid, for_user integer, for_session text, for_password text, for_key text
) RETURNS text LANGUAGE plpgsql STABLE AS $function$
BEGIN
    RETURN (
        SELECT json_build_array(
            d.kind, d.mode, d.version, d.snapshot, d.keep_asked, d.kept, d.meet_at, d.new_meet_at, d.closed_at,
            encode(d.prepared, 'base64'), d.started_by_id, d.couple_id, d.topic IS NOT NULL, d.topic_asked,
            d.topic_kept, c.key_id, me.id, me.slot, my_profile.first_name, my_profile.key_id, my_profile.language,
            my_profile.time_zone, partner.id, partner_profile.first_name, partner_profile.key_id, t.seq, t.author_id,
            u.is_active AND u.password = for_password AND my_profile.agrees AND s.session_key IS NOT NULL
        )
        FROM dialogues_dialogue d
        JOIN couples_couple c ON c.id = d.couple_id AND c.ended_at IS NULL
        JOIN couples_partner me ON me.couple_id = c.id AND me.user_id = for_user AND me.left_at IS NULL
        JOIN couples_profile my_profile ON my_profile.user_id = me.user_id
        JOIN couples_user u ON u.id = me.user_id
        JOIN couples_partner partner ON partner.couple_id = c.id AND partner.slot = 1 - me.slot
        JOIN couples_profile partner_profile ON partner_profile.user_id = partner.user_id
        LEFT JOIN django_session s ON s.session_key = for_session AND s.expire_date > now()
        LEFT JOIN dialogues_turn t ON t.dialogue_id = d.id AND t.key = for_key
        WHERE d.id = for_dialogue
    );
END
$function$
"""

APPEND_TURN = """
CREATE OR REPLACE FUNCTION dialogues_append_turn_1(
    to_dialogue uuid, old_version integer, new_version integer, new_snapshot text, new_kept boolean,
    new_time timestamptz, closes boolean, by_partner bigint, at_step text, by_move text, in_round integer,
    move_key text, sealed bytea, by_session text, by_password text, turn_time timestamptz,
    new_topic_asked boolean, new_topic_kept boolean, newly_asked_time timestamptz
) RETURNS timestamptz LANGUAGE plpgsql AS $function$
DECLARE
    written_at timestamptz;
BEGIN
    WITH moved AS (
        UPDATE dialogues_dialogue SET version = new_version, snapshot = new_snapshot::jsonb, kept = new_kept,
               meet_at = new_time, closed_at = CASE WHEN closes THEN now() END, topic_asked = new_topic_asked,
               topic_kept = new_topic_kept, new_meet_at = newly_asked_time
        WHERE id = to_dialogue AND version = old_version AND closed_at IS NULL
          AND EXISTS (SELECT FROM couples_partner me
                      JOIN couples_profile my_profile ON my_profile.user_id = me.user_id AND my_profile.agrees
                      JOIN couples_user u ON u.id = me.user_id AND u.is_active AND u.password = by_password
                      WHERE me.id = by_partner AND me.left_at IS NULL)
          AND EXISTS (SELECT FROM django_session WHERE session_key = by_session AND expire_date > now())
        RETURNING id
    )
    INSERT INTO dialogues_turn
           (dialogue_id, seq, author_id, step, move, round, key, words, blanked, meet_at, created_at)
    SELECT id, new_version, by_partner, at_step, by_move, in_round, move_key, sealed, '', turn_time, now()
    FROM moved
    RETURNING created_at INTO written_at;
    RETURN written_at;
END
$function$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("couples", "0001_initial"),
        ("dialogues", "0010_note_changes"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(LOAD_SCENE, "DROP FUNCTION dialogues_load_scene_1"),
        migrations.RunSQL(APPEND_TURN, "DROP FUNCTION dialogues_append_turn_1"),
    ]
