"""Pages of the questionnaire: progress, a warning before a heavy section, one question at a time."""

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
from couples.models import Partner
from workup import services, sharing
from workup.answers import InvalidAnswer, check_answer, load_answer, read_answer
from workup.form_context import question_context, stored_context
from workup.formatting import answer_lines
from workup.models import Workup
from workup.navigation import QuestionnaireCourse, QuestionPlace, step_url
from workup.queries import answer_or_new
from workup.sections import PEOPLE

WRITER_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")
FREE_TEXT_FIELDS = re.compile(r"words|own|name|cell-\d")  # fields that someone types into
NAMES = {1: "workup:answer", 2: "workup:answer_about"}


@onboarded_required
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Show the progress by section."""
    workup = Workup.objects.current(request.user)
    revoke_stale_and_notify(request, workup)
    partner = Partner.objects.current(request.user)
    context = {
        "course": QuestionnaireCourse(workup),
        "workup": workup,
        "partner": partner,
        "has_news": partner and sharing.has_news(partner),
        "may_begin_again": services.may_restart(workup),
        "has_earlier": Workup.objects.of(request.user)[1:].exists(),
    }
    return render(request, "workup/overview.html", context)


def revoke_stale_and_notify(request: PersonRequest, workup: Workup) -> None:
    """Unshare parts whose answers are gone, and say so."""
    if sharing.revoke_stale_parts(workup):
        messages.info(request, _("An answer is gone, and with it what you had shared of it."))


@onboarded_required
@require_safe
def section_warning(request: PersonRequest, section: str) -> HttpResponse:
    """Warn before a heavy section, with ways round it."""
    course = QuestionnaireCourse(Workup.objects.current(request.user))
    found = next((one for one in course.sections if one.section.name == section and one.section.heavy), None)
    if found is None:
        raise Http404
    first = course.first_open(found.steps) or next(iter(found.steps), None)
    context = {"progress": found, "first": step_url(first) if first else "", "skip": course.after(section)}
    return render(request, "workup/section_warning.html", context)


def typed(request: HttpRequest) -> str:
    """Return all free text that was typed into a form."""
    texts = [text for name, said in request.POST.lists() if FREE_TEXT_FIELDS.fullmatch(name) for text in said]
    return "\n".join(filter(None, texts))


@preserve_input(typed, lambda **names: reverse(NAMES[len(names)], kwargs=names))
@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, question: str, about: str = "") -> HttpResponse:
    """Show one question. POST saves the form, for a script or for the page itself."""
    workup = Workup.objects.current(request.user)
    place = QuestionnaireCourse(workup).at(question, about)
    if request.method != "POST":
        row = answer_or_new(workup, question, about)
        return render(request, "workup/question_page.html", stored_context(place, row))
    return save_form(request, workup, place)


def save_form(request: PersonRequest, workup: Workup, place: QuestionPlace) -> HttpResponse:
    """Save a form and say what came of it."""
    key, asked, upon = place.step.key, place.step.question, base_version_from(request.POST, workup)
    try:
        value = read_answer(asked, request.POST)
    except InvalidAnswer as garbled:
        return redisplay_unreadable(request, workup, place, garbled)
    try:
        check_answer(asked, value)
    except InvalidAnswer as refused:
        return redisplay(request, question_context(place, upon.seen, value, error=_(str(refused))), 422)
    saved = services.save_answer(workup, *key, value, upon)
    if not saved.is_saved:
        other = {"lines": answer_lines(asked, saved.other), "version": saved.version}
        return redisplay(request, question_context(place, upon.seen, value, other=other), 409)
    onward = next_url(request, workup, key) if request.POST.get("go") == "next" else place.url
    if wants_json(request):
        return JsonResponse({"version": saved.version, "next": onward})
    return redirect(onward)


def next_url(request: PersonRequest, workup: Workup, key: tuple[str, str]) -> str:
    """Return the URL of the next question, after an answer that may have added some."""
    revoke_stale_and_notify(request, workup)
    place = QuestionnaireCourse(workup).at(*key)
    if place.is_last:
        messages.info(request, _("That was the last question. What is empty may stay so."))
    return place.after


def base_version_from(fields: QueryDict, workup: Workup) -> services.BaseVersion:
    """Return the version that a form is based on; version 0 if it is from another workup."""
    seen, count, over = (parse_number(fields.get(name, "")) for name in ("seen", "count", "over"))
    writer = fields.get("writer", "")
    if fields.get("workup") != str(workup.pk):
        return services.BaseVersion(seen=-1, over=over)
    return services.BaseVersion(seen, writer if WRITER_PATTERN.fullmatch(writer) else "", max(count, 0), over)


def redisplay(request: PersonRequest, shown: dict[str, Any], status: int) -> HttpResponse:
    """Show the question again with what was typed."""
    if wants_json(request):
        return JsonResponse({"html": render_to_string("workup/question.html", shown, request)}, status=status)
    return render(request, "workup/question_page.html", shown, status=status)


def redisplay_unreadable(
    request: PersonRequest, workup: Workup, place: QuestionPlace, why: InvalidAnswer
) -> HttpResponse:
    """Show the stored answer, with the words of a form that can't be parsed beside it, to be copied."""
    if wants_json(request):
        return JsonResponse({"message": _(str(why))}, status=400)
    row = answer_or_new(workup, *place.step.key)
    shown = stored_context(place, row, error=_(str(why)), kept_words=typed(request))
    return render(request, "workup/question_page.html", shown, status=400)


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_person(request: PersonRequest, question: str, about: str) -> HttpResponse:
    """Ask whether to remove a person with all that was written about them. POST confirms."""
    workup = Workup.objects.current(request.user)
    people = load_answer(answer_or_new(workup, question).value or "") if question in PEOPLE else []
    one = next((one for one in people or () if one["id"] == about), None)
    if one is None:
        raise Http404
    back = reverse("workup:answer", args=[question])
    if request.method != "POST":
        return render(
            request, "workup/remove_person.html", {"name": isolate_direction(one["name"]), "back": back}
        )
    services.delete_person(workup, question, about)
    return redirect(back)


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
