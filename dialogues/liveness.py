"""One question to the database for all open sockets: are they still welcome, what did they miss, what was let go?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from couples.credentials import Credentials

CHECK_CONNECTIONS = """
SELECT seat.n, d.version, d.blanked_at, partner.id IS NOT NULL, u.id IS NOT NULL AND s.session_key IS NOT NULL
FROM unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[])
     WITH ORDINALITY AS seat (dialogue, person, session, password, n)
LEFT JOIN dialogues_dialogue d ON d.id = seat.dialogue
LEFT JOIN couples_couple c ON c.id = d.couple_id AND c.ended_at IS NULL
LEFT JOIN couples_partner partner
       ON partner.couple_id = c.id AND partner.user_id = seat.person AND partner.left_at IS NULL
LEFT JOIN couples_profile p ON p.user_id = seat.person AND p.agrees
LEFT JOIN couples_user u ON u.id = p.user_id AND u.is_active AND u.password = seat.password
LEFT JOIN django_session s ON s.session_key = seat.session AND s.expire_date > now()
ORDER BY seat.n
"""


def check_connections(
    seats: Sequence[tuple[uuid.UUID, Credentials]],
) -> list[tuple[int, datetime | None, bool, bool]]:
    """For each seat: the dialogue's version, when words in it were blanked last, whether they are still its partner,
    whether still signed in."""
    who = [credentials for _, credentials in seats]
    columns = (
        [dialogue for dialogue, _ in seats],
        [credentials.user_id for credentials in who],
        [credentials.session_hash for credentials in who],
        [credentials.password for credentials in who],
    )
    with connection.cursor() as cursor:
        cursor.execute(CHECK_CONNECTIONS, columns)
        return [(version or 0, *rest) for _, version, *rest in cursor.fetchall()]
