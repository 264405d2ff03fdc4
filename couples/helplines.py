"""Help lines by country. Numbers age: whoever runs imago checks them before others rely on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

CHECKED_IN = _("November 2026")


@dataclass(frozen=True)
class HelpLine:
    """A help line: its name, and the number as it is spoken."""

    name: str | Promise
    number: str
    scheme: str = "tel"

    @property
    def link(self) -> str:
        return f"{self.scheme}:" + "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


@dataclass(frozen=True)
class Country:
    """A country with its emergency number and help lines."""

    code: str
    name: str | Promise
    emergency: str
    lines: tuple[HelpLine, ...] = ()
    site: str = ""
    note: str | Promise = ""

    @property
    def all_lines(self) -> tuple[HelpLine, ...]:
        return (HelpLine(_("Emergency"), self.emergency), *self.lines)


COUNTRIES = (
    Country(
        "AU",
        _("Australia"),
        "000",
        (
            HelpLine("1800RESPECT", "1800 737 732"),
            HelpLine(_("1800RESPECT by text message"), "0458 737 732", "sms"),
        ),
    ),
    Country("CA", _("Canada"), "911", site="sheltersafe.ca"),
    Country("FR", _("France"), "112", (HelpLine("Violences Femmes Info", "3919"),)),
    Country("DE", _("Germany"), "112", (HelpLine("Hilfetelefon", "116 016"),)),
    Country("IE", _("Ireland"), "112", (HelpLine("Women's Aid", "1800 341 900"),)),
    Country(
        "NZ",
        _("New Zealand"),
        "111",
        (HelpLine("Women's Refuge", "0800 733 843"), HelpLine("Shine", "0508 744 633")),
    ),
    Country(
        "GB",
        _("United Kingdom"),
        "999",
        (
            HelpLine("National Domestic Abuse Helpline", "0808 2000 247"),
            HelpLine("Men's Advice Line", "0808 801 0327"),
        ),
        note=_("If you can't speak when 999 answers, press 55."),
    ),
    Country(
        "US",
        _("United States"),
        "911",
        (
            HelpLine("National Domestic Violence Hotline", "1-800-799-7233"),
            HelpLine(_("Same line by text message: send START"), "88788", "sms"),
            HelpLine(_("Suicide and crisis line"), "988"),
            HelpLine(_("SAMHSA, for alcohol and drugs"), "1-800-662-4357"),
        ),
    ),
)
WHERE_IT_IS_SPOKEN = {"de": "DE", "fr": "FR"}  # for browsers that name no country


def likely_country(accept_language: str) -> str:
    """The country that the browser's languages suggest, "" if it isn't listed."""
    known = {country.code for country in COUNTRIES}
    for tag, _quality in parse_accept_lang_header(accept_language):
        language, _dash, region = tag.partition("-")
        code = region.rpartition("-")[2].upper() or WHERE_IT_IS_SPOKEN.get(language, "")
        if code in known:
            return code
    return ""


def for_visitor(request: HttpRequest) -> dict[str, object]:
    """Return all countries for a page, the likely one first and open. Visitors aren't asked where they are."""
    country_code = likely_country(request.headers.get("Accept-Language", ""))
    ordered = sorted(COUNTRIES, key=lambda country: country.code != country_code)
    return {"countries": ordered, "here": country_code, "gathered": CHECKED_IN}
