"""The pages of the questionnaire: how far one is, a word before what is heavy, one question at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from couples.access import PersonRequest, person_required
from couples.models import Partner
from workup import saving
from workup.answers import Refused, check, load, read
from workup.models import Workup
from workup.screens import Course, Place, context, in_words, url_of
from workup.sections import PEOPLE

WRITER = re.compile(r"[A-Za-z0-9_-]{22}")
FREE = re.compile(r"words|own|name|cell-\d")  # fields that somebody types into


@person_required
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    workup = Workup.objects.current(request.user)
    return render(
        request,
        "workup/overview.html",
        {
            "course": Course(workup),
            "workup": workup,
            "partner": Partner.objects.current(request.user),
            "may_begin_again": saving.may_begin_again(workup),
            "has_earlier": Workup.objects.of(request.user)[1:].exists(),
        },
    )


@person_required
@require_safe
def before(request: PersonRequest, section: str) -> HttpResponse:
    """A word before a heavy section, and the ways round it."""
    course = Course(Workup.objects.current(request.user))
    found = next((one for one in course.sections if one.section.name == section and one.section.heavy), None)
    if found is None:
        raise Http404
    first = url_of(found.steps[0]) if found.steps else ""
    return render(
        request, "workup/before.html", {"progress": found, "first": first, "skip": course.after(section)}
    )


def keep_the_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever is signed out when their form arrives gets their words back, and the way to come in again."""

    @wraps(view)
    def guarded(request: HttpRequest, **names: str) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated or wants_json(request):
            return view(request, **names)
        typed = [
            text for name, texts in request.POST.lists() if FREE.fullmatch(name) for text in texts if text
        ]
        context = {"back": request.path, "words": "\n".join(typed)}
        return render(request, "couples/signed_out.html", context, status=403)

    return guarded


@keep_the_words
@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, question: str, about: str = "") -> HttpResponse:
    """One question. A POST saves what its form holds, for a script or for the page itself."""
    workup = Workup.objects.current(request.user)
    place = Course(workup).at(question, about)
    if request.method != "POST":
        row = saving.stored(workup, question, about)
        return render(request, "workup/answer.html", context(place, row, load(row.value or "")))
    return take(request, workup, place)


def take(request: PersonRequest, workup: Workup, place: Place) -> HttpResponse:
    """Save what a form holds, and say what became of it."""
    key, asked = place.step.key, place.step.question
    value = None
    try:
        value = read(asked, request.POST)
        check(asked, value)
    except Refused as refused:
        return give_back(request, workup, place, value, 422, error=_(str(refused)))
    seen, writer = number(request.POST.get("seen", "")), request.POST.get("writer", "")
    writer = writer if WRITER.fullmatch(writer) else ""
    saved = saving.save(workup, *key, value, seen=seen, writer=writer)
    if not saved.is_saved:
        other = {"lines": in_words(place.step, saved.other)}
        return give_back(request, workup, place, value, 409, other=other)
    onward = place.url
    if request.POST.get("go") == "next":  # once more, since naming people brings new questions
        onward = Course(workup).at(*key).after
    if wants_json(request):
        return JsonResponse({"version": saved.version, "next": onward})
    return redirect(onward)


def give_back(
    request: PersonRequest, workup: Workup, place: Place, value: object, status: int, **more: object
) -> HttpResponse:
    """The question once more, with what was typed still in its form."""
    shown = context(place, saving.stored(workup, *place.step.key), value, **more)
    if wants_json(request):
        html = render_to_string("workup/question.html", shown, request)
        return JsonResponse({"html": html, "version": shown["version"]}, status=status)
    return render(request, "workup/answer.html", shown, status=status)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: PersonRequest, question: str, about: str) -> HttpResponse:
    """Ask whether somebody shall go from the list with all that was written about them; a POST says yes."""
    workup = Workup.objects.current(request.user)
    people = load(saving.stored(workup, question).value or "") if question in PEOPLE else []
    one = next((one for one in people or () if one["id"] == about), None)
    if one is None:
        raise Http404
    back = reverse("workup:answer", args=[question])
    if request.method != "POST":
        return render(request, "workup/let_go.html", {"name": one["name"], "back": back})
    saving.let_go(workup, question, about)
    return redirect(back)


@person_required
@require_POST
def finish(request: PersonRequest) -> HttpResponse:
    saving.finish(Workup.objects.current(request.user))
    return redirect("workup:picture")


@person_required
@require_POST
def again(request: PersonRequest) -> HttpResponse:
    saving.begin_again(request.user)
    return redirect("workup:overview")
