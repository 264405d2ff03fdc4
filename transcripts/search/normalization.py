"""Text as it is compared: without case, accents and points, in whatever language. Plain Python.

What was typed and what is searched are folded alike. `mapped` also says where each folded letter came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import category, combining, normalize

JOINER = "\u200d"
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs and stretching of Arabic, and signs that
# only choose how another looks. The marks of other scripts are letters to those who read them, and stay.
DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff"
    "\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
LETTERS = {
    **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "׳": "'", "״": '"'},
    **dict.fromkeys("‘’‚‛ʼ′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
# Korean as it is typed, key by key: what ends a syllable may begin the next.
ENDS = (
    "ᄀ ᄁ ᄀᄉ ᄂ ᄂᄌ ᄂᄒ ᄃ ᄅ ᄅᄀ ᄅᄆ ᄅᄇ ᄅᄉ ᄅᄐ ᄅᄑ ᄅᄒ ᄆ ᄇ ᄇᄉ ᄉ ᄊ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ"
)
LETTERS |= {chr(0x11A8 + at): keys for at, keys in enumerate(ENDS.split())}
LETTERS |= {"ᅪ": "ᅩᅡ", "ᅫ": "ᅩᅢ", "ᅬ": "ᅩᅵ", "ᅯ": "ᅮᅥ", "ᅰ": "ᅮᅦ", "ᅱ": "ᅮᅵ", "ᅴ": "ᅳᅵ"}


class Plain(dict[int, str]):
    """What each sign is compared as, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        letter = sign.casefold()
        self[point] = "" if is_dropped(sign) else LETTERS.get(letter, letter)
        return self[point]


PLAIN = Plain()


def is_dropped(sign: str) -> bool:
    return bool(DROPPED.match(sign)) or category(sign) == "Cf"


def fold(text: str) -> str:
    """The text as it is compared, on one line, with single spaces and none at the ends."""
    plain = text.lower() if text.isascii() else folded(text)
    if plain.isprintable() and "  " not in plain:  # as nearly all are, and much quicker
        return plain.strip(" ")
    return " ".join(plain.split())


def bare(topic: str) -> str:
    """A topic as it is told from others: folded, and without signs, if anything is left then."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(topic)).split()) or topic.strip()


def folded(text: str) -> str:
    return normalize("NFKD", text).translate(PLAIN)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A folded text. Its letter at `i` came from the signs `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original this stretch of the folded text stands, never tearing apart what is seen as one."""
        return self.starts[start], self.ends[end - 1]


def mapped(text: str) -> Mapped:
    """The same as `fold`, with the way back."""
    if text.isascii() and len(plain := fold(text)) == len(text):
        return Mapped(plain, range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in clusters(text):
        for sign in folded(text[start:end]):
            if not sign.isspace():
                signs.append(sign)
            elif not signs:
                continue
            elif signs[-1] == " ":
                ends[-1] = end
                continue
            else:
                signs.append(" ")
            starts.append(start)
            ends.append(end)
    if signs and signs[-1] == " ":
        del signs[-1], starts[-1], ends[-1]
    return Mapped("".join(signs), starts, ends)


def clusters(text: str) -> list[tuple[int, int]]:
    """Where each sign with its marks begins and ends; what a joiner binds together is one."""
    begins = [at for at in range(len(text)) if not continues(text, at)]
    return list(pairwise([*begins, len(text)]))


def continues(text: str, at: int) -> bool:
    """Whether the sign here belongs to the one before it."""
    if at == 0 or text[at].isascii():
        return at > 0 and text[at - 1] == JOINER
    sign = text[at]
    return (
        text[at - 1] == JOINER
        or category(sign)[0] == "M"
        or category(sign) == "Cf"
        or combining(normalize("NFKD", sign)[0]) > 0
        or "\u1160" <= sign <= "\u11ff"  # the rest of a Korean syllable
        or "\U0001f3fb" <= sign <= "\U0001f3ff"  # the colour of a skin
    )
