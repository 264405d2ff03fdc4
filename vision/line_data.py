"""What someone writes of a line, and how much it matters to them. Plain Python."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dialogues.protocol.types import gettext_noop as _

LONGEST = 300  # characters
WEIGHTS = (
    (5, _("a great deal")),
    (4, _("a lot")),
    (3, _("quite a bit")),
    (2, _("some")),
    (1, _("a little")),
)


@dataclass(frozen=True, slots=True)
class LineDetails:
    """A line and how much it matters, from 1 to 5; None if that was left open."""

    words: str
    matters: int | None = None

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> LineDetails:
        """Parse what `dump` wrote. Any other text becomes the words."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls(text)

    @property
    def weight(self) -> str:
        """How much it matters, in words."""
        return dict(WEIGHTS).get(self.matters or 0, "")
