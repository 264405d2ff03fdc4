"""An event that signal handlers may set.

`threading.Event` takes a lock to be set: a signal that comes while its own thread holds that lock hangs the process.
"""

from __future__ import annotations

import os
import select
import signal


class StopEvent:
    """Set for good by the first signal. Its one waiter is the main thread."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.was_set = False

    def set_by(self, *numbers: signal.Signals) -> None:
        for number in numbers:
            signal.signal(number, lambda *_: self.set())

    def set(self) -> None:
        if not self.was_set:
            self.was_set = True
            os.write(self.writer, b"\0")

    def close(self) -> None:
        os.close(self.reader)
        os.close(self.writer)

    def is_set(self) -> bool:
        return self.was_set

    def wait(self, seconds: float) -> bool:
        """Waits until it is set, at most so long. Returns whether it is."""
        select.select([self.reader], [], [], seconds)
        return self.was_set
