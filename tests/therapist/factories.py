"""A couple with a dialogue to hand over, and what each does on their way to a link."""

from __future__ import annotations

import uuid

from django.test import Client

from couples.models import Partner, User
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from therapist import services
from therapist.models import TherapistLink
from therapist.services import LinkSecrets
from vault.fields import text_or_blank

SAID = "ana has something to send"


def place_of(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def kept_talk(ana: User, ben: User) -> Talk:
    """A whole dialogue that both keep."""
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def ask(user: User, item: uuid.UUID, *, source: str = "dialogue", days: int = 7) -> TherapistLink:
    """An ask of this partner's."""
    return services.ask(place_of(user), source, item, days)


def agreed(ana: User, ben: User, item: uuid.UUID, **how: object) -> TherapistLink:
    """A link that Ana asked for and Ben agreed to."""
    pk = ask(ana, item, **how).pk  # type: ignore[arg-type]
    assert services.agree(place_of(ben), pk)
    return TherapistLink.objects.get(pk=pk)


def secrets_of(link: TherapistLink) -> LinkSecrets:
    secrets = services.secrets_of(TherapistLink.objects.get(pk=link.pk))
    assert secrets
    return secrets


def address(secrets: LinkSecrets) -> str:
    return f"/therapist/read/{secrets.token}/"


def reads(secrets: LinkSecrets, words: str = "") -> str:
    """What a stranger's browser shows who has the link and says these words, the right ones unless told otherwise."""
    return Client().post(address(secrets), {"words": words or secrets.words}).text


def sees(user: User) -> str:
    """The page of all links, as this partner sees it."""
    return signed_in(user).get("/therapist/").text


def stored(link: TherapistLink) -> str:
    """What a link's content column opens to with all keys of the server."""
    return text_or_blank(TherapistLink.objects.get(pk=link.pk).content)
