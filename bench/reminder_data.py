"""What 50,000 couples have ahead of them, made for measuring: weekly times, open dialogues in all their waiting steps,
plans, promises, questionnaires and more, spread over weeks around now, without readable words.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.db import connection

COUPLES = 50_000
OPEN_DIALOGUES = 100_000
PEOPLE = """
INSERT INTO vault_datakey (id, master, created_at) VALUES (gen_random_uuid(), 'bench', now());
INSERT INTO couples_user (password, email, is_active, date_joined)
  SELECT '', 'due-' || n || '@example.org', true, now() FROM generate_series(1, 2 * {couples}) n;
INSERT INTO couples_profile (user_id, first_name, pronouns, language, time_zone, adult_at, agrees, key_id)
  SELECT id, 'Ana', '', 'en', (ARRAY['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Los_Angeles',
    'Asia/Kolkata', 'Australia/Sydney', 'Asia/Tokyo', 'America/Sao_Paulo'])[1 + id % 8], now(), true, key.key
  FROM couples_user, (SELECT id AS key FROM vault_datakey WHERE master = 'bench') key WHERE email LIKE 'due-%';
CREATE TEMP TABLE couple AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, {couples}) n;
INSERT INTO couples_couple (id, key_id, created_at)
  SELECT couple.id, key.id, now() FROM couple, vault_datakey key WHERE master = 'bench';
CREATE TEMP TABLE person AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM couples_user WHERE email LIKE 'due-%';
INSERT INTO couples_partner (couple_id, user_id, slot, joined_at)
  SELECT couple.id, person.id, person.n % 2, now() FROM person JOIN couple ON couple.n = (person.n + 1) / 2;
CREATE TEMP TABLE first AS SELECT couple.n, couple.id AS couple, partner.id AS partner, partner.user_id AS person
  FROM couple JOIN couples_partner partner ON partner.couple_id = couple.id AND slot = 0;
CREATE UNIQUE INDEX ON first (n);
ANALYZE first
"""
RECURRING = """
INSERT INTO appointments_weeklytime (id, couple_id, proposed_by_id, weekday, at, zone, proposed_at, agreed_at)
  SELECT gen_random_uuid(), couple, partner, n % 7, time '06:00' + interval '15 min' * (n / 7 % 68), time_zone,
    now() - interval '60 d', now() - interval '50 d' FROM first JOIN couples_profile ON user_id = person;
INSERT INTO pulse_rhythm (user_id, weekday, at, since)
  SELECT id, n % 7, time '06:00' + interval '15 min' * (n / 7 % 68), now() - interval '50 d'
  FROM person WHERE n % 2 = 0;
INSERT INTO caring_caringgift (id, giver_id, often, weeks, weekdays, begins_on, text, picked_at)
  SELECT gen_random_uuid(), partner, 'weekly', 4, '', current_date - n % 28, '', now() FROM first WHERE n % 2 = 0;
INSERT INTO vision_page (couple_id, agreed_on) SELECT couple, current_date - n % 700 FROM first WHERE n % 5 = 0;
INSERT INTO vision_sharedline (id, page_id, owner_id, seq, words, kept_at)
  SELECT gen_random_uuid(), page.id, partner, 1, '', now() FROM vision_page page JOIN first ON couple = couple_id
"""
PROMISES = """
INSERT INTO exits_exit (id, owner_id, key, told_text, state, version, named_at)
  SELECT gen_random_uuid(), partner, lpad(n::text, 22, 'x'), '', 'committed', 1, now() FROM first WHERE n % 3 = 0;
INSERT INTO exits_commitment (id, exit_id, shared, how_far, words, made_on)
  SELECT gen_random_uuid(), id, false, 'fully', '', current_date - 40 FROM exits_exit;
INSERT INTO exits_review (id, commitment_id, due_on)
  SELECT gen_random_uuid(), id, current_date - 30 + row_number() OVER ()::int % 60 FROM exits_commitment;
INSERT INTO change_requests_request (id, asker_id, key, told_text, state, ladder_version, wishes_version, come_back_on,
    begun_at)
  SELECT gen_random_uuid(), partner, lpad(n::text, 22, 'x'), '', 'postponed', 1, 1,
    CASE WHEN n % 6 = 0 THEN current_date - 30 + n % 60 END, now() FROM first WHERE n % 3 = 0;
INSERT INTO change_requests_change (id, request_id, who_id, act, state, at)
  SELECT gen_random_uuid(), id, asker_id, 'choose', 'giving', now() - interval '1 min' * (row_number() OVER ())
  FROM change_requests_request;
INSERT INTO workup_workup (id, user_id, started_at)
  SELECT gen_random_uuid(), id, now() - interval '1 min' * n FROM person WHERE n % 2 = 0;
INSERT INTO workup_answer (id, workup_id, question, about, version, writer, count, changed_at)
  SELECT gen_random_uuid(), id, 'q' || step, '', 1, '', 1, started_at + interval '1 min' * step
  FROM workup_workup, generate_series(1, 4) step;
INSERT INTO couples_invitation (inviter_id, salt, token_hash, created_at, expires_at, accepted_at, accepted_by_id)
  SELECT first.person, '', sha256(n::text::bytea), now() - interval '40 d', now() - interval '38 d',
    now() - interval '39 d', first.person FROM first;
INSERT INTO therapist_link (id, couple_id, asked_by_id, source, item, mark, days, asked_at, salt, wrong_guesses)
  SELECT gen_random_uuid(), couple, partner, 'x', gen_random_uuid(), '', 7, now() - interval '1 min' * n, '', 0
  FROM first WHERE n % 10 = 0
"""
DIALOGUES = """
INSERT INTO dialogues_dialogue (id, couple_id, started_by_id, kind, mode, keep_asked, kept, words_gone, version,
    snapshot, meet_at, created_at)
  SELECT gen_random_uuid(), couple, partner, 'intentional', 'written', true, true, false, (step ->> 'version')::int,
    step -> 'snapshot', CASE WHEN step ? 'meets' THEN now() + interval '1 min' * (number %% 40000 - 5000) END,
    now() - interval '50 d' + interval '43 s' * number
  FROM generate_series(1, {dialogues}) number JOIN first ON n = 1 + number %% {couples}, LATERAL (
    SELECT %s::jsonb -> (number / 7 %% jsonb_array_length(%s::jsonb)) AS step) AS waiting
"""
GIVING = """
CREATE TEMP TABLE given AS SELECT request.id, gen_random_uuid() AS talk, asker_id, row_number() OVER () AS n,
    (SELECT one.id FROM dialogues_dialogue one WHERE one.couple_id = partner.couple_id LIMIT 1) AS dialogue
  FROM change_requests_request request JOIN couples_partner partner ON partner.id = asker_id;
INSERT INTO change_requests_asked (id, request_id, dialogue_id, text, before, asked_at)
  SELECT talk, id, dialogue, '', 'draft', now() FROM given;
INSERT INTO change_requests_plan (id, asked_id, giver_id, often, weeks, weekdays, begins_on, piece, chosen_at)
  SELECT gen_random_uuid(), talk, other.id, (ARRAY['weekly', 'twice_weekly', 'daily', 'once'])[1 + given.n % 4], 4, '',
    current_date - (given.n % 35)::int, 'first', now()
  FROM given JOIN couples_partner me ON me.id = asker_id
    JOIN couples_partner other ON other.couple_id = me.couple_id AND other.id <> me.id
"""
TURNS = """
INSERT INTO dialogues_turn (dialogue_id, seq, author_id, step, move, round, key, blanked, created_at)
  SELECT id, seq, started_by_id, CASE WHEN seq < 2 THEN 'invited' ELSE 'sending' END, 'accept', 1,
    lpad(seq::text, 22, 'x'), '', created_at + interval '20 s' * seq
  FROM dialogues_dialogue, generate_series(1, version) seq ORDER BY created_at, seq
"""


def waiting_steps() -> str:
    """The states in which dialogues wait, as JSON."""
    from dialogues.models import to_snapshot
    from dialogues.protocol import INVITED, PAUSED, first_state
    from dialogues.protocol.kinds import KINDS

    begun = first_state(KINDS["intentional"])
    steps: list[dict[str, Any]] = [
        {"version": version, "snapshot": to_snapshot(replace(begun, step=step, back=back)), **more}
        for step, back, version, more in (
            (INVITED, "", 0, {}),
            ("postponed", "", 1, {}),
            ("agreed", "", 2, {"meets": True}),
            (PAUSED, "sending", 5, {"meets": True}),
            (PAUSED, "sending", 5, {}),
            ("sending", "", 3, {}),
            ("mirroring", "", 4, {}),
            ("validating", "", 6, {}),
        )
    ]
    return json.dumps(steps)


def create() -> None:
    """Fill the database. It takes seconds."""
    steps = waiting_steps()
    with connection.cursor() as cursor:
        for statement in ";".join([PEOPLE, RECURRING, PROMISES]).split(";"):
            cursor.execute(statement.format(couples=COUPLES))
        cursor.execute(DIALOGUES.format(couples=COUPLES, dialogues=OPEN_DIALOGUES), [steps, steps])
        for statement in [*GIVING.split(";"), TURNS]:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
