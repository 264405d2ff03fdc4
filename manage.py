#!/usr/bin/env python
"""Every command of the project: `manage.py up` runs the whole product on one machine."""

import gc
import io
import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")
    gc.set_threshold(50_000, 20, 20)  # looking through all that was just loaded takes a fifth of a start
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # not every terminal can show every character
    try:
        from runtime.command_line import run_command

        run_command(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
