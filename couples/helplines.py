"""Help lines by country. Numbers age: whoever runs imago checks them before others rely on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Line:
    """One help line: who answers, and the number as it is said."""

    who: str | Promise
    number: str

    @property
    def tel(self) -> str:
        return "tel:" + "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


@dataclass(frozen=True)
class Country:
    name: str | Promise
    emergency: str
    lines: tuple[Line, ...]

    @property
    def emergency_line(self) -> Line:
        return Line(_("Emergency"), self.emergency)


COUNTRIES = (
    Country(
        _("Australia"),
        "000",
        (Line("1800RESPECT", "1800 737 732"), Line(_("1800RESPECT by text message"), "0458 737 732")),
    ),
    Country(_("Canada"), "911", ()),
    Country(_("France"), "112", (Line("Violences Femmes Info", "3919"),)),
    Country(_("Germany"), "112", (Line("Hilfetelefon", "116 016"),)),
    Country(_("Ireland"), "112", (Line("Women's Aid", "1800 341 900"),)),
    Country(_("New Zealand"), "111", (Line("Women's Refuge", "0800 733 843"), Line("Shine", "0508 744 633"))),
    Country(
        _("United Kingdom"),
        "999",
        (
            Line("National Domestic Abuse Helpline", "0808 2000 247"),
            Line("Men's Advice Line", "0808 801 0327"),
        ),
    ),
    Country(
        _("United States"),
        "911",
        (
            Line("National Domestic Violence Hotline", "1-800-799-7233"),
            Line(_("Suicide and crisis line"), "988"),
            Line(_("SAMHSA, for alcohol and drugs"), "1-800-662-4357"),
        ),
    ),
)
