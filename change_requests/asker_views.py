"""The pages of who asks: prepare, ask, thank. For everybody else a request is not there."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import answering, asking, checking, preparing, views
from change_requests.asking import NotReady
from change_requests.forms import LadderForm, ThankForm, WishesForm, as_fields
from change_requests.models import Request
from change_requests.moving import TalkedAbout, talked_about
from change_requests.preparing import ChangedMeanwhile
from change_requests.states import NotNow
from change_requests.told import Told
from couples.access import PartnerRequest, partner_required
from couples.kept import done, key_of, seen_by, sent
from dialogues.followers import CannotBegin
from dialogues.forms import InviteForm


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PartnerRequest) -> HttpResponse:
    """Begin a draft."""
    form = LadderForm(sent(request))
    if form.is_valid():
        draft = preparing.begin(request.partner, Told(**form.cleaned_data), key_of(request))
        return done(request, reverse("change_requests:wishes", args=[draft.pk]))
    context = {
        "form": form,
        "key": key_of(request),
        "other": request.partner.other(),
    }
    return render(request, "change_requests/ladder.html", context, status=422 if form.errors else 200)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """The frustration, rung by rung."""
    return prepare(request, pk, LadderForm, "change_requests/ladder.html", "change_requests:wishes")


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """The three wishes."""
    return prepare(request, pk, WishesForm, "change_requests/wishes.html", "change_requests:request")


def prepare(
    request: PartnerRequest, pk: uuid.UUID, sort: type[LadderForm | WishesForm], page: str, onward: str
) -> HttpResponse:
    """One of the two forms in which a request is prepared."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    form = sort(sent(request), initial=as_fields(found.told))
    stands = found.wishes_version if sort is WishesForm else found.ladder_version
    shown: dict[str, Any] = {"form": form, "draft": found, "seen": stands}
    shown["other"] = request.partner.other()
    if isinstance(form, WishesForm):
        shown["checked"] = checking.read(form)
    if not form.is_valid():
        upon = request.POST.get("seen", stands)
        return render(request, page, shown | {"seen": upon}, status=422 if form.errors else 200)
    try:
        if isinstance(form, WishesForm):
            preparing.tell_wishes(found, seen_by(request), form.wishes)
        else:
            preparing.tell_ladder(found, seen_by(request), form.cleaned_data)
    except ChangedMeanwhile:
        return render(request, page, shown | {"stored": found.told}, status=409)
    return done(request, reverse(onward, args=[pk]))


@partner_required
@require_POST
def check(request: PartnerRequest) -> HttpResponse:
    """Read three wishes as they are typed. Nothing is stored."""
    context = {"checked": checking.read(WishesForm(request.POST))}
    return render(request, "change_requests/checks.html", context)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite the partner to a dialogue about it."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    shown = {"draft": found, "other": request.partner.other(), "missing": found.told.missing}
    form = InviteForm(sent(request))
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "change_requests/ask.html", {"form": form, **shown}, status=status)
    try:
        dialogue = asking.ask(found, **form.cleaned_data)
        return done(request, reverse("dialogues:room", args=[dialogue.pk]))
    except CannotBegin as why:
        form.add_error(None, str(why))
    except NotReady:
        form.add_error(None, _("Something is still missing before you can ask; see above."))
    except TalkedAbout:
        return done(request, reverse("dialogues:room", args=[talked_about(found)]))
    except NotNow:
        form.add_error(None, _("A gift is on its way already, so there is nothing to ask just now."))
    return render(request, "change_requests/ask.html", {"form": form, **shown}, status=422)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def thank(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """Thank for one gift."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.to_the_page(pk))
    form = ThankForm(request.POST)
    if not form.is_valid():
        return views.show(request, found, 422, thank_form=form, thanking=gift)
    try:
        answering.thank(found, request.partner, gift, form.cleaned_data["words"])
    except NotNow:
        raise Http404 from None  # the words are given back
    except ChangedMeanwhile:
        return views.show(request, found, 409, thank_form=form, thanking=gift, changed=True)
    return done(request, f"{views.to_the_page(pk)}#gifts")
