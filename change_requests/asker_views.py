"""The pages of who asks: prepare, ask, thank. For everybody else a request is not there."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import checklist_form, dialogue_hooks, drafts, feedback, views
from change_requests.dialogue_hooks import NotReady
from change_requests.draft_data import Told
from change_requests.drafts import ChangedMeanwhile
from change_requests.forms import LadderForm, ThankForm, WishesForm, as_fields
from change_requests.models import Request
from change_requests.states import NotNow
from change_requests.transitions import TalkedAbout, talked_about
from core.form_utils import form_version, idempotency_key_of, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required
from dialogues.forms import InviteForm
from dialogues.hooks import CannotBegin


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PartnerRequest) -> HttpResponse:
    """Begin a draft."""
    form = LadderForm(post_or_none(request))
    if form.is_valid():
        draft = drafts.begin(request.partner, Told(**form.cleaned_data), idempotency_key_of(request))
        return redirect_or_json(request, reverse("change_requests:wishes", args=[draft.pk]))
    context = {
        "form": form,
        "key": idempotency_key_of(request),
        "other": request.partner.other(),
    }
    return render(request, "change_requests/ladder_form.html", context, status=422 if form.errors else 200)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """The frustration, rung by rung."""
    return prepare(request, pk, LadderForm, "change_requests/ladder_form.html", "change_requests:wishes")


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """The three wishes."""
    return prepare(request, pk, WishesForm, "change_requests/wishes_form.html", "change_requests:request")


def prepare(
    request: PartnerRequest, pk: uuid.UUID, sort: type[LadderForm | WishesForm], page: str, onward: str
) -> HttpResponse:
    """One of the two forms in which a request is prepared."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    form = sort(post_or_none(request), initial=as_fields(found.told))
    stands = found.wishes_version if sort is WishesForm else found.ladder_version
    shown: dict[str, Any] = {"form": form, "draft": found, "seen": stands}
    shown["other"] = request.partner.other()
    if isinstance(form, WishesForm):
        shown["checked"] = checklist_form.read(form)
    if not form.is_valid():
        upon = request.POST.get("seen", stands)
        return render(request, page, shown | {"seen": upon}, status=422 if form.errors else 200)
    try:
        if isinstance(form, WishesForm):
            drafts.tell_wishes(found, form_version(request), form.wishes)
        else:
            drafts.tell_ladder(found, form_version(request), form.cleaned_data)
    except ChangedMeanwhile:
        return render(request, page, shown | {"stored": found.told}, status=409)
    return redirect_or_json(request, reverse(onward, args=[pk]))


@partner_required
@require_POST
def check(request: PartnerRequest) -> HttpResponse:
    """Read three wishes as they are typed. Nothing is stored."""
    context = {"checked": checklist_form.read(WishesForm(request.POST))}
    return render(request, "change_requests/checklists.html", context)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite the partner to a dialogue about it."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    shown = {"draft": found, "other": request.partner.other(), "missing": found.told.missing}
    form = InviteForm(post_or_none(request))
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "change_requests/invitation_form.html", {"form": form, **shown}, status=status)
    try:
        dialogue = dialogue_hooks.ask(found, **form.cleaned_data)
        return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
    except CannotBegin as why:
        form.add_error(None, str(why))
    except NotReady:
        form.add_error(None, _("Something is still missing before you can ask; see above."))
    except TalkedAbout:
        return redirect_or_json(request, reverse("dialogues:room", args=[talked_about(found)]))
    except NotNow:
        form.add_error(None, _("A gift is on its way already, so there is nothing to ask just now."))
    return render(request, "change_requests/invitation_form.html", {"form": form, **shown}, status=422)


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
        feedback.thank(found, request.partner, gift, form.cleaned_data["words"])
    except NotNow:
        raise Http404 from None  # the words are given back
    except ChangedMeanwhile:
        return views.show(request, found, 409, thank_form=form, thanking=gift, changed=True)
    return redirect_or_json(request, f"{views.to_the_page(pk)}#gifts")
