"""Text as search compares it: without case, accents and vowel points, in any language. Plain Python.

Queries and texts are folded alike. `fold_with_offsets` also says where each folded character came from. Unlike
`core.text_matching`, this keeps punctuation and positions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase
from unicodedata import category, combining, normalize

from core.text import CharacterTable

JOINER = "\u200d"
SEPARATOR = "\n"  # occurs in no folded text and no search term
ASCII_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
FOLDED_ASCII = bytes.maketrans(
    f"{ascii_uppercase}{ASCII_SPACES}\0".encode(),
    f"{ascii_lowercase}{' ' * len(ASCII_SPACES)}{SEPARATOR}".encode(),
)
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs and tatweel of Arabic, and variation
# selectors. The marks of other scripts count as letters, and stay.
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
# Korean is compared key by key, as it is typed: the end of a syllable may become the beginning of the next.
KOREAN_FINALS = (
    "ᄀ ᄁ ᄀᄉ ᄂ ᄂᄌ ᄂᄒ ᄃ ᄅ ᄅᄀ ᄅᄆ ᄅᄇ ᄅᄉ ᄅᄐ ᄅᄑ ᄅᄒ ᄆ ᄇ ᄇᄉ ᄉ ᄊ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ"
)
LETTERS |= {chr(0x11A8 + at): keys for at, keys in enumerate(KOREAN_FINALS.split())}
LETTERS |= {"ᅪ": "ᅩᅡ", "ᅫ": "ᅩᅢ", "ᅬ": "ᅩᅵ", "ᅯ": "ᅮᅥ", "ᅰ": "ᅮᅦ", "ᅱ": "ᅮᅵ", "ᅴ": "ᅳᅵ"}


def fold_character(char: str) -> str:
    """Fold a decomposed character; "" for accents and invisible characters."""
    if DROPPED.match(char) or category(char) == "Cf":
        return ""
    letter = char.casefold()
    return LETTERS.get(letter, letter)


CHARACTERS = CharacterTable(fold_character)


def fold(text: str) -> str:
    """Fold a text for comparison, into one line with single spaces."""
    plain = text.lower() if text.isascii() else fold_characters(text)
    if plain.isprintable() and "  " not in plain:  # the fast path for nearly every text
        return plain.strip(" ")
    return " ".join(plain.split())


def fold_joined(texts: Sequence[str]) -> str:
    """Fold many texts, and join them with SEPARATOR. One pass through all of them is faster than one through each."""
    pieces = [text.strip() if text.isascii() else fold(text) for text in texts]
    joined = "\0".join(pieces).encode("utf-8", "surrogatepass").translate(FOLDED_ASCII)
    whole = joined.decode("utf-8", "surrogatepass")
    if whole.count(SEPARATOR) >= len(texts):  # a text holds a NUL itself
        return SEPARATOR.join(map(fold, texts))
    while "  " in whole:
        whole = whole.replace("  ", " ")
    return whole


def fold_topic(topic: str) -> str:
    """Fold a topic for comparison with others, without punctuation unless it has nothing else."""
    return " ".join("".join(char if char.isalnum() else " " for char in fold(topic)).split()) or topic.strip()


def fold_characters(text: str) -> str:
    """Fold each character; spaces stay as they are. What is dropped may have kept marks out of their order."""
    return normalize("NFKD", normalize("NFKD", text).translate(CHARACTERS))


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text. Its character `i` came from `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original for a span of the folded text, in whole grapheme clusters."""
        return self.starts[start], self.ends[end - 1]


def fold_with_offsets(text: str) -> FoldedText:
    """Fold a text as `fold` does, with offsets into the original."""
    if text.isascii() and len(plain := fold(text)) == len(text):
        return FoldedText(plain, range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in grapheme_clusters(text):
        for char in fold_characters(text[start:end]):
            if not char.isspace():
                chars.append(char)
            elif not chars:
                continue
            elif chars[-1] == " ":
                ends[-1] = end
                continue
            else:
                chars.append(" ")
            starts.append(start)
            ends.append(end)
    if chars and chars[-1] == " ":
        del chars[-1], starts[-1], ends[-1]
    return FoldedText("".join(chars), starts, ends)


def grapheme_clusters(text: str) -> list[tuple[int, int]]:
    """Return the span of each character with its marks; joined emoji are one cluster."""
    starts = [index for index in range(len(text)) if not continues_cluster(text, index)]
    return list(pairwise([*starts, len(text)]))


def continues_cluster(text: str, index: int) -> bool:
    """Return whether this character belongs to the one before it."""
    if index == 0 or text[index].isascii():
        return index > 0 and text[index - 1] == JOINER
    char = text[index]
    return (
        text[index - 1] == JOINER
        or category(char)[0] == "M"
        or not fold_characters(char)
        or combining(normalize("NFKD", char)[0]) > 0
        or "\u1160" <= char <= "\u11ff"  # the rest of a Korean syllable
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
    )
