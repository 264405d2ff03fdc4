"""Pages of the asker: prepare a request, ask it, give thanks. Everybody else gets 404."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import checklist_form, dialogue_hooks, drafts, thanks_and_reviews, views
from change_requests.dialogue_hooks import NotReady
from change_requests.draft_data import RequestDraft
from change_requests.forms import LadderForm, ThankForm, WishesForm, draft_initial
from change_requests.models import Request
from change_requests.transitions import open_dialogue_about
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import form_version, idempotency_key_of, post_or_none, redirect_or_json
from core.stepped_form import CHANGE, STEP, SteppedForm
from couples.decorators import PartnerRequest, partner_required
from dialogues.forms import InviteForm
from dialogues.hooks import CannotBegin
from dialogues.protocol.kinds import KINDS

TOPIC_QUESTION = gettext_noop("What's it about, in one sentence?")
STAYS = gettext_lazy("If you both finish, your wishes and the gift stay for you both to read.")


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: PartnerRequest) -> HttpResponse:
    """Begin a draft."""
    form = LadderForm(post_or_none(request))
    steps = SteppedForm(form, LadderForm.STEPS, request)
    if form.is_valid():
        details = RequestDraft(**form.cleaned_data)
        draft = drafts.create_draft(request.partner, details, idempotency_key_of(request))
        return stored_step(request, steps, draft)
    context = {"steps": steps, "key": idempotency_key_of(request), "other": request.partner.other()}
    return render(request, "change_requests/ladder_form.html", context, status=422 if form.errors else 200)


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_ladder(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit the frustration, rung by rung."""
    return edit_draft(request, pk, LadderForm, "change_requests/ladder_form.html")


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_wishes(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit the three wishes."""
    return edit_draft(request, pk, WishesForm, "change_requests/wishes_form.html")


def edit_draft(
    request: PartnerRequest, pk: uuid.UUID, form_class: type[LadderForm | WishesForm], template_name: str
) -> HttpResponse:
    """Show and save one of the two forms of a draft."""
    draft = Request.objects.asked_by(request.partner).get_or_404(pk)
    form = form_class(post_or_none(request), initial=draft_initial(draft.details))
    steps = SteppedForm(form, form.STEPS, request)
    version = draft.wishes_version if isinstance(form, WishesForm) else draft.ladder_version
    context: dict[str, Any] = {"steps": steps, "draft": draft, "seen": version}
    context["other"] = request.partner.other()
    if isinstance(form, WishesForm):
        context["checked"] = checklist_form.check_form(form)
    if not form.is_valid():
        context["seen"] = request.POST.get("seen", version)
        return render(request, template_name, context, status=422 if form.errors else 200)
    try:
        update_draft(draft, form, form_version(request))
    except StaleVersion:
        steps.is_whole = True
        return render(request, template_name, context | {"stored_draft": draft.details}, status=409)
    return stored_step(request, steps, draft)


def stored_step(request: PartnerRequest, steps: SteppedForm, draft: Request) -> HttpResponse:
    """Lead from a step that was stored to the next: from the ladder to the wishes, from there to the request."""
    is_ladder = isinstance(steps.form, LadderForm)
    page = reverse("change_requests:ladder" if is_ladder else "change_requests:wishes", args=[draft.pk])
    after = "wishes" if is_ladder and not steps.is_change else "request"
    return steps.stored(request, page, reverse(f"change_requests:{after}", args=[draft.pk]))


def update_draft(change_request: Request, form: LadderForm | WishesForm, seen: int) -> None:
    """Store a valid form over version `seen`. Raises StaleVersion."""
    if isinstance(form, WishesForm):
        drafts.update_wishes(change_request, seen, form.wishes)
    else:
        drafts.update_ladder(change_request, seen, form.cleaned_data)


@partner_required
@require_POST
def check_wishes(request: PartnerRequest) -> HttpResponse:
    """Check the wish whose box was left, or all three. Nothing is stored."""
    shown = request.POST.get(STEP) or request.POST.get(CHANGE)
    context = {"checked": checklist_form.check_form(WishesForm(request.POST)), "shown": shown}
    return render(request, "change_requests/checklists.html", context)


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_request(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite the partner to a dialogue about the request."""
    change_request = Request.objects.asked_by(request.partner).get_or_404(pk)
    form = InviteForm(post_or_none(request))
    steps = SteppedForm(form, form.steps(TOPIC_QUESTION, STAYS), request)
    if form.is_valid() and not steps.is_finished:
        if turned := steps.carry_on(request, reverse("change_requests:ask", args=[pk])):
            return turned
    elif form.is_valid() and (dialogue_pk := start_or_explain(change_request, form)):
        return redirect_or_json(request, reverse("dialogues:room", args=[dialogue_pk]))
    context = {"steps": steps, "draft": change_request, "other": request.partner.other()}
    context |= {"missing": change_request.details.missing, "kind": KINDS[dialogue_hooks.KIND]}
    status = 422 if form.errors else 200
    return render(request, "change_requests/invitation_form.html", context, status=status)


def start_or_explain(change_request: Request, form: InviteForm) -> uuid.UUID | None:
    """Return the open dialogue about the request, started if there is none.

    If it can't start, return None and add the reason to the form.
    """
    try:
        return dialogue_hooks.start_dialogue(change_request, **form.cleaned_data).pk
    except DialogueInProgress:
        return open_dialogue_about(change_request)
    except CannotBegin as error:
        form.add_error(None, str(error))
    except NotReady:
        form.add_error(None, _("Something's still missing before you can ask; see above."))
    except InvalidTransition:
        form.add_error(None, _("A gift is already under way, so there's nothing to ask right now."))
    return None


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def thank_for_gift(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """Give thanks for a gift."""
    change_request = Request.objects.asked_by(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.request_url(pk))
    form = ThankForm(request.POST)
    if not form.is_valid():
        return views.render_request(request, change_request, 422, thank_form=form, thanking=gift)
    try:
        thanks_and_reviews.add_thanks(change_request, request.partner, gift, form.cleaned_data["words"])
    except InvalidTransition:
        raise Http404 from None  # the 404 page gives the words back
    except StaleVersion:
        return views.render_request(
            request, change_request, 409, thank_form=form, thanking=gift, changed=True
        )
    return redirect_or_json(request, f"{views.request_url(pk)}#gifts")
