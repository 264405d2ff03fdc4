"""What a promise may give up only for as long as somebody likes: what is no exit binds nobody.

A promise may well speak of family and work, so words of giving up must stand close by. It only advises. Plain Python.
"""

from __future__ import annotations

from core.text_matching import Said, Translate, normalize
from dialogues.protocol.types import gettext_noop as _
from exits.protected_topics import CLAUSES, PROTECTED, named, plain, vocabulary

# For translators: words that turn into its opposite what follows.
NOT = _(
    "stop|stopping|not|never|no longer|don't|dont|won't|wont|can't|cannot|doesn't|shall not|refrain from|without"
)
# For translators: what somebody does with people, help, work or faith that is theirs.
DOING = _(
    "see|seeing|meet|meeting|call|calling|phone|phoning|ring|visit|visiting|write to|writing to|text|texting|talk to|"
    "talk with|talking to|talking with|speak to|speak with|speaking to|speaking with|go to|going to|go out with|"
    "going out with|spend time with|spending time with|see any of|take|taking|contact|contacting|invite|"
    "inviting|have|need"
)
# For translators: words that give up what follows, by themselves.
ENDING = _(
    "end|ending|quit|quitting|give up|giving up|stay away from|staying away from|keep away from|cut off|cut ties with|"
    "break with|breaking with|break off|break up with|no more|resign from|"
    "do without|cancel|cancelling|stop|stopping|let go of|leave my|leaving my"
)
# For translators: what only looks like work or family, and may well be given up.
NO_LOSS = _(
    "work mail*|work e mail*|work call*|work message*|work phone|work chat*|work home|work to bed|work with me|work at|"
    "work after|work late|work on|work by|working at|working after|working late|working on|working by|studying at|"
    "stop working|stopping working|more working|studying after|studying on|office at|office by"
)
DONE_WITHIN, NAMED_WITHIN, ENDED_WITHIN = 2, 2, 2  # words


def gives_up(promise: str, translate: Translate = str) -> str:
    """Why a part of a promise cannot bind: it gives up what is no exit. "" where it does not."""
    said = normalize(named(plain(promise), vocabulary(CLAUSES, translate)), translate).without(NO_LOSS)
    return next((translate(one.why) for one in PROTECTED if is_given_up(one.words, said)), "")


def is_given_up(words: str, said: Said) -> bool:
    undone = said.follow(NOT, (DOING, DONE_WITHIN), (words, NAMED_WITHIN))
    return undone or said.follow(ENDING, (words, ENDED_WITHIN))
