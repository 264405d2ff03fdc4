"""Pages of the asker: prepare a request, ask it, give thanks. For everybody else a request gives 404."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import checklist_form, dialogue_hooks, drafts, thanks_and_reviews, views
from change_requests.dialogue_hooks import NotReady
from change_requests.draft_data import RequestDraft
from change_requests.forms import LadderForm, ThankForm, WishesForm, draft_initial
from change_requests.models import Request
from change_requests.transitions import open_dialogue_about
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import form_version, idempotency_key_of, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required
from dialogues.forms import InviteForm
from dialogues.hooks import CannotBegin


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: PartnerRequest) -> HttpResponse:
    """Begin a draft."""
    form = LadderForm(post_or_none(request))
    if form.is_valid():
        draft = drafts.create_draft(
            request.partner, RequestDraft(**form.cleaned_data), idempotency_key_of(request)
        )
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
def edit_ladder(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit the frustration, rung by rung."""
    return edit_draft(request, pk, LadderForm, "change_requests/ladder_form.html", "change_requests:wishes")


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_wishes(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit the three wishes."""
    return edit_draft(request, pk, WishesForm, "change_requests/wishes_form.html", "change_requests:request")


def edit_draft(
    request: PartnerRequest, pk: uuid.UUID, sort: type[LadderForm | WishesForm], page: str, onward: str
) -> HttpResponse:
    """Show and save one of the two forms of a draft."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    form = sort(post_or_none(request), initial=draft_initial(found.told))
    stands = found.wishes_version if sort is WishesForm else found.ladder_version
    shown: dict[str, Any] = {"form": form, "draft": found, "seen": stands}
    shown["other"] = request.partner.other()
    if isinstance(form, WishesForm):
        shown["checked"] = checklist_form.check_form(form)
    if not form.is_valid():
        upon = request.POST.get("seen", stands)
        return render(request, page, shown | {"seen": upon}, status=422 if form.errors else 200)
    try:
        if isinstance(form, WishesForm):
            drafts.update_wishes(found, form_version(request), form.wishes)
        else:
            drafts.update_ladder(found, form_version(request), form.cleaned_data)
    except StaleVersion:
        return render(request, page, shown | {"stored": found.told}, status=409)
    return redirect_or_json(request, reverse(onward, args=[pk]))


@partner_required
@require_POST
def check_wishes(request: PartnerRequest) -> HttpResponse:
    """Check three wishes while they are typed. Nothing is stored."""
    context = {"checked": checklist_form.check_form(WishesForm(request.POST))}
    return render(request, "change_requests/checklists.html", context)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_request(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite the partner to a dialogue about the request."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    shown = {"draft": found, "other": request.partner.other(), "missing": found.told.missing}
    form = InviteForm(post_or_none(request))
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "change_requests/invitation_form.html", {"form": form, **shown}, status=status)
    try:
        dialogue = dialogue_hooks.start_dialogue(found, **form.cleaned_data)
        return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
    except CannotBegin as why:
        form.add_error(None, str(why))
    except NotReady:
        form.add_error(None, _("Something is still missing before you can ask; see above."))
    except DialogueInProgress:
        return redirect_or_json(request, reverse("dialogues:room", args=[open_dialogue_about(found)]))
    except InvalidTransition:
        form.add_error(None, _("A gift is on its way already, so there is nothing to ask just now."))
    return render(request, "change_requests/invitation_form.html", {"form": form, **shown}, status=422)


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def thank_for_gift(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """Give thanks for a gift."""
    found = Request.objects.asked_by(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.request_url(pk))
    form = ThankForm(request.POST)
    if not form.is_valid():
        return views.render_request(request, found, 422, thank_form=form, thanking=gift)
    try:
        thanks_and_reviews.add_thanks(found, request.partner, gift, form.cleaned_data["words"])
    except InvalidTransition:
        raise Http404 from None  # the words are given back
    except StaleVersion:
        return views.render_request(request, found, 409, thank_form=form, thanking=gift, changed=True)
    return redirect_or_json(request, f"{views.request_url(pk)}#gifts")
