"""From the home page, links and buttons lead to everything."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve

from couples.models import User
from imago_web import demo
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.many_pages import many_pages
from tests.privacy.matrix import MATRIX
from tests.therapist.factories import agreed, kept_talk

MOST_OF_A_KIND = 8  # pages of one route that are opened: they differ by what is stored
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)')
BUTTON = re.compile(r'<form\b[^>]*\baction="(/[^"#?]*)')
NO_PAGES = {"blank", "dialogues:stage", "manifest", "offline", "robots", "worker"}
NOT_FOR_ANA = {  # the way in and to a partner, what her two dialogues can't show, and what she hasn't set up
    *("code", "safety", "waiting", "mail:state", "dialogues:ending"),
    *(
        "account_confirm_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_reset_password",
    ),
    *(
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    ),
    *(
        "account_set_password",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate_webauthn",
    ),
    *(
        "mfa_remove_webauthn",
        "transcripts:download_export",
        "change_requests:ask",
        "exits:review",
        "workup:picture_changes",
        "parent_child:invite",
    ),
}


def walk(client: Client, start: str = "/") -> set[str]:
    """The names of all routes that links lead to, from page to page, and of those behind their buttons."""
    waiting, seen, opened, found = [start], {start}, dict[str, int](), set[str]()
    while waiting:
        path = waiting.pop(0)
        name = resolve(path).view_name
        found.add(name)
        opened[name] = opened.get(name, 0) + 1
        if opened[name] > MOST_OF_A_KIND:
            continue
        response = client.get(path, follow=True)
        page = response.text if response["Content-Type"].startswith("text/html") else ""
        found |= {resolve(button).view_name for button in BUTTON.findall(page)}
        links = set(LINK.findall(page)) - seen
        seen |= links
        waiting += sorted(links)
    return found


@pytest.mark.slow
@pytest.mark.django_db
@many_pages()
def test_every_page_is_reached_from_home():
    demo.create()
    ana, ben = (User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben"))
    Talk(ana, ben).play("ben accept")
    agreed(ana, ben, kept_talk(ana, ben).pk)
    pages = {name for name, (get, _) in MATRIX.items() if get.split()[-1].strip("!") in ("200", "confirm")}
    assert pages - walk(signed_in(ana)) - NO_PAGES - NOT_FOR_ANA == set()
