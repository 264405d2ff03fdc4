"""The scene with the wrapped keys of those who speak in it: by themselves they took a query of their own every half
minute. See `0011_move_functions` for the names.
"""

from django.db import migrations

LOAD_SCENE = """
CREATE OR REPLACE FUNCTION dialogues_load_scene_2(
    for_dialogue uuid, for_user integer, for_session text, for_password text, for_key text
) RETURNS text LANGUAGE plpgsql STABLE AS $function$
BEGIN
    RETURN (
        SELECT json_build_array(
            d.kind, d.mode, d.version, d.snapshot, d.keep_asked, d.kept, d.meet_at, d.new_meet_at, d.closed_at,
            encode(d.prepared, 'base64'), d.started_by_id, d.couple_id, d.topic IS NOT NULL, d.topic_asked,
            d.topic_kept, c.key_id, me.id, me.slot, my_profile.first_name, my_profile.key_id, my_profile.language,
            my_profile.time_zone, partner.id, partner_profile.first_name, partner_profile.key_id, t.seq, t.author_id,
            u.is_active AND u.password = for_password AND my_profile.agrees AND s.session_key IS NOT NULL,
            couple_key.master, encode(couple_key.wrapped, 'hex'), my_key.master, encode(my_key.wrapped, 'hex'),
            partner_key.master, encode(partner_key.wrapped, 'hex')
        )
        FROM dialogues_dialogue d
        JOIN couples_couple c ON c.id = d.couple_id AND c.ended_at IS NULL
        JOIN couples_partner me ON me.couple_id = c.id AND me.user_id = for_user AND me.left_at IS NULL
        JOIN couples_profile my_profile ON my_profile.user_id = me.user_id
        JOIN couples_user u ON u.id = me.user_id
        JOIN couples_partner partner ON partner.couple_id = c.id AND partner.slot = 1 - me.slot
        JOIN couples_profile partner_profile ON partner_profile.user_id = partner.user_id
        LEFT JOIN vault_datakey couple_key ON couple_key.id = c.key_id
        LEFT JOIN vault_datakey my_key ON my_key.id = my_profile.key_id
        LEFT JOIN vault_datakey partner_key ON partner_key.id = partner_profile.key_id
        LEFT JOIN django_session s ON s.session_key = for_session AND s.expire_date > now()
        LEFT JOIN dialogues_turn t ON t.dialogue_id = d.id AND t.key = for_key
        WHERE d.id = for_dialogue
    );
END
$function$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("couples", "0001_initial"),
        ("dialogues", "0012_turns_by_time"),
        ("sessions", "0001_initial"),
        ("vault", "0001_initial"),
    ]

    operations = [migrations.RunSQL(LOAD_SCENE, "DROP FUNCTION dialogues_load_scene_2")]
