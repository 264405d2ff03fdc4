"""Invented sentences to practise mirroring with, alone."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_noop as _


class Practice(NamedTuple):
    """Something someone says, what a good mirror of it keeps, and what it leaves out."""

    title: str
    said: str
    keeps: tuple[str, ...]
    mirror: str
    leaves_out: str


PRACTICES = (
    Practice(
        _("Noor says:"),
        _(
            "When I came home last night you were on the phone, so I put the shopping away by myself. I felt a bit"
            " invisible. And I know it was your sister."
        ),
        (
            _("what happened: you were on the phone, and Noor put the shopping away alone"),
            _("the feeling: a bit invisible"),
            _("the other side of it: Noor knows it was your sister"),
        ),
        _(
            "When you came home I was on the phone, and you put the shopping away by yourself. You felt a bit"
            " invisible. And you know it was my sister. Did I get that?"
        ),
        _("“It was only five minutes.” That's an answer. It can wait for your own turn."),
    ),
    Practice(
        _("Sam says:"),
        _(
            "I loved it when you started to dance in the kitchen on Sunday. I'd had a rotten week, and for a moment"
            " I forgot all about work."
        ),
        (
            _("what happened: you danced in the kitchen on Sunday"),
            _("why it mattered: a rotten week, and work forgotten for a moment"),
            _("the word “loved”, as strong as Sam said it"),
        ),
        _(
            "You loved it when I danced in the kitchen on Sunday, because after a rotten week you forgot about work"
            " for a moment. Did I get that?"
        ),
        _("“Oh, that was nothing.” It makes the good thing smaller than it was."),
    ),
    Practice(
        _("Mia says:"),
        _(
            "When we talk about money, I get scared and go quiet. It isn't that I don't care. When I was little it"
            " always ended in shouting."
        ),
        (
            _("when it happens: talking about money"),
            _("the feeling, and what Mia does: scared, and quiet"),
            _("that Mia does care"),
            _("where it comes from: the shouting, long ago"),
        ),
        _(
            "When we talk about money you get scared and go quiet, and it isn't that you don't care. When you were"
            " little it always ended in shouting. Did I get that?"
        ),
        _("“You don't have to be scared.” It's kindly meant, but it's advice."),
    ),
    Practice(
        _("Leo says:"),
        _(
            "I feel cared for when you call me on your way home. You don't have to have any news. I just like to"
            " hear your voice before you get here."
        ),
        (
            _("what makes Leo feel cared for: a call on the way home"),
            _("that you don't have to have any news"),
            _("what Leo likes about it: hearing your voice before you get here"),
        ),
        _(
            "You feel cared for when I call you on my way home. I don't have to have any news, you just like to hear"
            " my voice before I get there. Did I get that?"
        ),
        _("“I'll call you every day, then.” That's a promise. Just say back what you heard."),
    ),
    Practice(
        _("Lena says:"),
        _(
            "When I came home from school, I listened at the door first, to hear what mood my mother was in. I still do"
            " that. It isn't anything you do."
        ),
        (
            _("what happened: Lena listened at the door, for her mother's mood"),
            _("that she still does it today"),
            _("that it isn't anything you do"),
        ),
        _(
            "When you came home from school, you listened at the door first, to hear what mood your mother was in. You"
            " still do that today, and it isn't anything I do. Did I get that?"
        ),
        _("“But I'm not your mother.” Lena knows, and has just said so."),
    ),
    Practice(
        _("Lee says:"),
        _(
            "In my dream, we have breakfast together on Sundays, with the phones in the other room. I'd feel at home."
        ),
        (
            _("the picture: breakfast together on Sundays"),
            _("the detail: the phones in the other room"),
            _("the feeling: at home"),
        ),
        _(
            "In your dream, we have breakfast together on Sundays, with the phones in the other room, and you'd feel at"
            " home. Did I get that?"
        ),
        _("“I'd rather sleep in.” That's your own dream. It gets its turn."),
    ),
)
