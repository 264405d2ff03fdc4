"""Pages of the questionnaire: progress, what comes before a section, one question at a time."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.form_utils import parse_version, preserve_input, wants_json
from core.text import isolate_direction
from couples.decorators import PersonRequest, onboarded_required
from workup import services, sharing
from workup.answers import InvalidAnswer, check_answer, load_answer, read_answer
from workup.form_context import question_context, stored_context
from workup.formatting import answer_lines
from workup.models import Workup
from workup.navigation import QuestionnaireCourse, QuestionPlace, screen_url
from workup.queries import answer_or_new, given_answers
from workup.sections import PEOPLE_QUESTIONS
from workup.shared_sources import find_stale

WRITER_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")
FREE_TEXT_FIELDS = re.compile(r"words|own|name|cell-\d")  # fields that someone types into
NAMES = {1: "workup:answer", 2: "workup:answer_about"}


@onboarded_required
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Show the progress by section."""
    workup, *earlier = Workup.objects.of(request.user)[:2] or [Workup.objects.first_of(request.user)]
    partner, rows = request.person.partner, given_answers(workup)
    if find_stale(workup, rows):
        revoke_stale_and_notify(request, workup)
        rows = given_answers(workup)
    context = {
        "course": QuestionnaireCourse(workup, rows, partner),
        "workup": workup,
        "partner": partner,
        "may_restart": services.may_restart(workup),
        "has_earlier": bool(earlier),
    }
    return render(request, "workup/overview.html", context)


def revoke_stale_and_notify(request: PersonRequest, workup: Workup) -> None:
    """Unshare parts whose answers were deleted, and tell the user."""
    if sharing.revoke_stale_parts(workup):
        messages.info(request, _("You deleted an answer, so what you'd shared from it is no longer shared."))


@onboarded_required
@require_safe
def section_warning(request: PersonRequest, section: str) -> HttpResponse:
    """Show the warning or the quiet minute before a section, with a way to skip it."""
    course = QuestionnaireCourse(Workup.objects.current(request.user))
    progress = next(
        (
            progress
            for progress in course.sections
            if progress.section.name == section and (progress.section.warning or progress.section.quiet)
        ),
        None,
    )
    if progress is None:
        raise Http404
    first = course.first_open(progress.screens) or next(iter(progress.screens), None)
    context = {
        "progress": progress,
        "first_url": screen_url(first) if first else "",
        "skip_url": course.url_after(section),
    }
    template = "section_warning" if progress.section.warning else "quiet_minute"
    return render(request, f"workup/{template}.html", context)


def typed_text(request: HttpRequest) -> str:
    """Return all free text that was typed into a form."""
    texts = [
        text for name, values in request.POST.lists() if FREE_TEXT_FIELDS.fullmatch(name) for text in values
    ]
    return "\n".join(filter(None, texts))


@preserve_input(typed_text, lambda **names: reverse(NAMES[len(names)], kwargs=names))
@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, question: str, about: str = "") -> HttpResponse:
    """Show one question. POST saves the form and returns JSON or a redirect."""
    workup = Workup.objects.current(request.user)
    place = QuestionnaireCourse(workup).place_of(question, about)
    if request.method != "POST":
        row = answer_or_new(workup, question, about)
        return render(request, "workup/question_page.html", stored_context(place, row))
    return save_form(request, workup, place)


def save_form(request: PersonRequest, workup: Workup, place: QuestionPlace) -> HttpResponse:
    """Save a form and return the next page, a conflict or an error."""
    key, question, base = place.screen.key, place.screen.question, base_version_from(request.POST, workup)
    try:
        value = read_answer(question, request.POST)
    except InvalidAnswer as error:
        return redisplay_unreadable(request, workup, place, error)
    try:
        check_answer(question, value)
    except InvalidAnswer as error:
        return redisplay(request, question_context(place, base.seen, value, error=_(str(error))), 422)
    saved = services.save_answer(workup, *key, value, base)
    if not saved.is_saved:
        conflict = {"lines": answer_lines(question, saved.other_value), "version": saved.version}
        return redisplay(request, question_context(place, base.seen, value, conflict=conflict), 409)
    next_page = next_url(request, workup, key) if request.POST.get("go") == "next" else place.url
    if wants_json(request):
        return JsonResponse({"version": saved.version, "next": next_page})
    return redirect(next_page)


def next_url(request: PersonRequest, workup: Workup, key: tuple[str, str]) -> str:
    """Return the URL of the next question, after an answer that may have added some."""
    revoke_stale_and_notify(request, workup)
    place = QuestionnaireCourse(workup).place_of(*key)
    if place.is_last:
        messages.info(request, _("That was the last question. You can leave any of them empty."))
    return place.next_url


def base_version_from(fields: QueryDict, workup: Workup) -> services.BaseVersion:
    """Return the version that a form is based on; version 0 if it is from another workup."""
    seen, count, overwrites = (parse_number(fields.get(name, "")) for name in ("seen", "count", "over"))
    writer = fields.get("writer", "")
    if fields.get("workup") != str(workup.pk):
        return services.BaseVersion(seen=-1, overwrites=overwrites)
    return services.BaseVersion(
        seen, writer if WRITER_PATTERN.fullmatch(writer) else "", max(count, 0), overwrites
    )


def redisplay(request: PersonRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """Show the question again with what was typed."""
    if wants_json(request):
        return JsonResponse(
            {"html": render_to_string("workup/question.html", context, request)}, status=status
        )
    return render(request, "workup/question_page.html", context, status=status)


def redisplay_unreadable(
    request: PersonRequest, workup: Workup, place: QuestionPlace, error: InvalidAnswer
) -> HttpResponse:
    """Show the stored answer and the text of a form that can't be parsed, to copy from."""
    if wants_json(request):
        return JsonResponse({"message": _(str(error))}, status=400)
    row = answer_or_new(workup, *place.screen.key)
    context = stored_context(place, row, error=_(str(error)), typed_text=typed_text(request))
    return render(request, "workup/question_page.html", context, status=400)


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_person(request: PersonRequest, question: str, about: str) -> HttpResponse:
    """Ask whether to remove a person with all that was written about them. POST confirms."""
    workup = Workup.objects.current(request.user)
    people = load_answer(answer_or_new(workup, question).value or "") if question in PEOPLE_QUESTIONS else []
    person = next((person for person in people or () if person["id"] == about), None)
    if person is None:
        raise Http404
    list_url = reverse("workup:answer", args=[question])
    if request.method != "POST":
        return render(
            request,
            "workup/remove_person.html",
            {"name": isolate_direction(person["name"]), "back": list_url},
        )
    services.delete_person(workup, question, about)
    return redirect(list_url)


@onboarded_required
@require_POST
def finish_questionnaire(request: PersonRequest) -> HttpResponse:
    """Mark the workup finished."""
    services.finish_workup(Workup.objects.current(request.user))
    return redirect("workup:picture")


@onboarded_required
@require_POST
def restart_questionnaire(request: PersonRequest) -> HttpResponse:
    """Start a new workup."""
    services.restart_workup(request.user)
    return redirect("workup:overview")


def parse_number(text: str) -> int:
    """Return a submitted number; -1 if it is none."""
    number = parse_version(text)
    return -1 if number is None else number
