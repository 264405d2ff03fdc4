"""A stage after a refusal: what was typed and chosen stands in its form again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dialogues.play import MoveSubmission

TICKED_FIELDS = ("keep", "keep_topic", "scale")


def refill(html: SafeString, submission: MoveSubmission, fields: Mapping[str, str]) -> SafeString:
    """Put the fields of a refused move back into its form. Words whose move isn't offered any more follow below."""
    begin = html.find(f'id="move-{escape(submission.move)}"')
    end = html.find("</form>", begin)
    form = html[begin:end] if begin >= 0 else ""
    filled = fill_words(fill_choices(form, fields), submission)
    if filled != form:
        place = begin + (max(0, filled.find("<textarea")) if submission.words else 0)
        html = SafeString(unfold(html[:begin] + filled + html[end:], place))  # what was filled in is escaped
    return html if "<textarea" in form else html + leftover(submission.words)


def fill_words(form: str, submission: MoveSubmission) -> str:
    """Put the words into the box of their move, if it has one."""
    box = form.find("<textarea")
    if box < 0 or not submission.words:
        return form
    begin, end = form.index(">", box) + 1, form.index("</textarea>", box)
    return form[:begin] + escape(submission.words) + form[end:]


def fill_choices(form: str, fields: Mapping[str, str]) -> str:
    """Choose again what was chosen: a time, a number, a yes."""
    for name in TICKED_FIELDS:
        if name in fields:
            ticked = f'name="{name}" value="{escape(fields[name])}"'
            form = form.replace(ticked, f"{ticked} checked")
    option = f'<option value="{escape(fields.get("at", ""))}"'
    if "at" in fields and option in form:
        form = form.replace(" selected>", ">").replace(option, f"{option} selected")
    if clock := fields.get("clock"):
        form = form.replace('name="clock"', f'name="clock" value="{escape(clock)}"')
    return form


def leftover(words: str) -> SafeString:
    """Return words that have no box any more."""
    if not words:
        return SafeString("")
    return format_html(
        '<p class="unsent-words"><label for="kept-words">{}</label>'
        '<textarea id="kept-words" rows="3">{}</textarea></p>',
        gettext("Your words are safe here:"),
        words,
    )


def unfold(html: str, place: int) -> str:
    """Open every `<details>` that contains this place."""
    closed = 0
    for tag in reversed(list(re.finditer("</?details", html[:place]))):
        if tag[0].startswith("</"):
            closed += 1
        elif closed:
            closed -= 1
        else:
            html = f"{html[: tag.end()]} open{html[tag.end() :]}"
    return html
