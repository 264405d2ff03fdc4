"""Sentences made of answers: quotations, lists of traits, and shortened lines. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import isolate_direction
from workup.analysis import Trait, Translate
from workup.types import gettext_noop as _

MAX_LISTED = 5  # traits in a sentence


def sentences_with_words(translate: Translate, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the sentences whose words aren't empty."""
    return [
        translate(sentence).format(words=quote_words(words, translate))
        for sentence, words in pairs
        if words.strip()
    ]


def sentences_with_traits(translate: Translate, pairs: Sequence[tuple[str, Sequence[Trait]]]) -> list[str]:
    """Return the sentences that have traits."""
    return [
        translate(sentence).format(words=list_traits(traits, translate))
        for sentence, traits in pairs
        if traits
    ]


def list_traits(traits: Sequence[Trait], translate: Translate) -> str:
    """Return the first few traits as a list in a sentence."""
    return list_words([trait.word for trait in traits], translate)


def list_words(words: Sequence[str], translate: Translate) -> str:
    """Return the first few words as a list in a sentence."""
    if not words:
        return ""
    *others, last = map(isolate_direction, words[:MAX_LISTED])
    return (
        translate(_("{words} and {last}")).format(words=translate(_(", ")).join(others), last=last)
        if others
        else last
    )


def quote_words(words: str, translate: Translate) -> str:
    """Return words in quotation marks."""
    return translate(_("“{words}”")).format(words=isolate_direction(words.strip(" \n.") or words))


def shorten(words: str, limit: int) -> str:
    """Return words on one line, cut between words to fit."""
    line = " ".join(words.split())
    if len(line) <= limit:
        return line
    return line[: limit - 2].rsplit(" ", 1)[0][: limit - 2] + " …"
