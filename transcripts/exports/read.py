"""`python -m transcripts.exports.read FILE` prints an exported JSON file as Markdown.

It needs no database, no keys and no data folder, only this code.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _


def as_markdown(content: bytes) -> bytes:
    """Convert a file to Markdown, in its owner's language and time zone. Raises UnreadableExport."""
    from transcripts.exports.json_reader import read_export
    from transcripts.exports.markdown import MarkdownFormat

    info, transcripts = read_export(content)
    with translation.override(info.language), timezone.override(info.time_zone):
        return MarkdownFormat().write_dialogues(info, [transcripts]).content


def main(arguments: list[str]) -> None:
    """Print the file given on the command line."""
    from transcripts.exports.json_reader import UnreadableExport

    if len(arguments) != 1:
        sys.exit(_("Please name one file: python -m transcripts.exports.read FILE"))
    try:
        sys.stdout.buffer.write(as_markdown(Path(arguments[0]).read_bytes()))
    except (OSError, UnreadableExport) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    settings.configure(USE_TZ=True, LOCALE_PATHS=[Path(__file__).parents[2] / "locale"])
    django.setup()
    main(sys.argv[1:])
