"""The four tabs, and which of them each page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Tab:
    """One tab: the page that it opens, and its icon as an SVG path on a grid of 24."""

    name: str
    url_name: str
    label: Promise | str
    icon: str


TABS = (
    Tab("home", "home", _("Home"), "m4 11 8-7 8 7v8.5a.5.5 0 0 1-.5.5H14v-6h-4v6H4.5a.5.5 0 0 1-.5-.5z"),
    Tab("talk", "dialogues:list", _("Talk"), "M3.5 4.5h12v8h-7l-3 3v-3h-2zM18 9h2.5v7.5h-2v3l-3-3H10"),
    Tab(
        "past",
        "transcripts:timeline",
        _("Past"),
        "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
    ),
    Tab("me", "me", _("Me"), "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.5c.5-4 3.5-5.5 8-5.5s7.5 1.5 8 5.5"),
)
TAB_OF_APP = {
    "caring": "me",
    "dialogues": "talk",
    "appointments": "talk",
    "transcripts": "past",
    "change_requests": "me",
    "exits": "me",
    "operator": "me",
    "parent_child": "me",
    "pulse": "me",
    "reminders": "me",
    "suggestions": "me",
    "therapist": "me",
    "vision": "me",
    "workup": "me",
}
# Pages outside these apps belong to "me" (the account and the couple), except these. "" belongs to no tab.
TAB_OF_PAGE = {"home": "home", "help": "", "breathe": "", "trust": ""}
# In the room there is one thing to do; the others come before there is a couple, or anybody signed in.
PAGES_WITHOUT_TABS = {
    *("dialogues:room", "dialogues:moves", "therapist:read"),
    *("onboarding", "safety", "invite", "waiting", "code", "invitation", "invitation_link", "parted"),
    *(
        "signin_link",
        "offline",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    ),
}


def tabs_context(request: HttpRequest) -> dict[str, Any]:
    """For every template: the tabs, and the name of the current one, only for partners of a living couple; and whether
    the page is one of those with one thing to do."""
    match = request.resolver_match
    is_focused = bool(match and match.view_name in PAGES_WITHOUT_TABS)
    if is_focused or not getattr(request, "has_partner", False):
        return {"is_focused": is_focused}
    return {"tabs": TABS, "current_tab": current_tab(match) if match else ""}


def current_tab(match: ResolverMatch) -> str:
    """Return the name of the tab that a page belongs to, "" if to none."""
    return TAB_OF_APP.get(match.app_name) or TAB_OF_PAGE.get(match.view_name, "me")
