"""Characters in what people type: whether anything is visible, and which way it runs. Plain Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

# Unicode 15: Default_Ignorable_Code_Point, and blanks that their category does not reveal.
BLANK = re.compile(
    "[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\ufffc\U00013441\U00013442\U0001d159\U000e0000-\U000e0fff]"
)
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Thai to Burmese, Khmer, and the characters of East Asia: a word may begin anywhere.
UNSPACED_SCRIPTS = "\u0e00-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
ISOLATE, END = "\u2068", "\u2069"  # UAX #9: first strong isolate, pop directional isolate


class CharacterTable(dict[int, str]):
    """A table for `str.translate` that converts each character when it first occurs."""

    MAX_SIZE = 20_000  # characters that are remembered

    def __init__(self, convert: Callable[[str], str]) -> None:
        super().__init__()
        self.convert = convert

    def __missing__(self, point: int) -> str:
        converted = self.convert(chr(point))
        if len(self) < self.MAX_SIZE:
            self[point] = converted
        return converted


def is_visible(text: str) -> bool:
    """Whether anything is visible: a letter, a number, a sign or an emoji."""
    return any(is_visible_char(char) for char in text)


def visible_or_blank(text: str) -> str:
    """The text unchanged; "" if nothing in it is visible."""
    return text if is_visible(text) else ""


def is_visible_char(char: str) -> bool:
    """Whether a character is visible by itself, unlike blanks, joiners, selectors and combining marks."""
    category = unicodedata.category(char)
    return category[0] not in "ZM" and category not in ("Cc", "Cf", "Cs") and not BLANK.match(char)


def clean_name(text: str) -> str:
    """A one-line name without bidi controls; "" if it shows no letter, number or symbol."""
    name = " ".join(strip_bidi_controls(LINE_BREAKS.sub(" ", text)).split())
    return name if any(is_visible_char(char) and not is_punctuation(char) for char in name) else ""


def strip_bidi_controls(text: str) -> str:
    """The text without the characters that control its direction."""
    return BIDI_CONTROLS.sub("", text)


def is_punctuation(char: str) -> bool:
    """Whether a character is punctuation to Unicode."""
    return unicodedata.category(char)[0] == "P"


@lru_cache(maxsize=4096)
def isolate_direction(text: str) -> str:
    """Text isolated so that it can't reverse the sentence around it. Left-to-right text is unchanged."""
    plain = strip_bidi_controls(text)
    if plain == text and not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text):
        return text
    return f"{ISOLATE}{plain}{END}"
