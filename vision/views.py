"""A partner's own lines, which only they can reach."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import StaleVersion
from core.form_utils import (
    form_version,
    idempotency_key,
    idempotency_key_of,
    post_or_none,
    preserve_input,
    redirect_or_json,
    typed_in,
)
from core.stepped_form import SteppedForm
from couples.decorators import PartnerRequest, partner_required
from dialogues.hooks import CannotBegin
from dialogues.protocol.kinds.vision import KIND
from vision import lines
from vision.dialogue_hooks import open_dialogue, start_dialogue
from vision.forms import InviteToReadForm, LineForm
from vision.hints import hint_for
from vision.models import DreamLine, SharedLine

preserve_typed_text = preserve_input(typed_in("words"), lambda **_: reverse("vision:lines"))


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def line_list(request: PartnerRequest) -> HttpResponse:
    """List the partner's own lines, what matters most first, below the form that adds one."""
    form = LineForm(post_or_none(request))
    if form.is_valid():
        lines.create_line(request.partner, form.details, idempotency_key_of(request))
        return redirect_or_json(request, reverse("vision:lines"))
    own = lines.readable_lines(request.partner)
    context = {
        "form": form,
        "key": idempotency_key_of(request) if form.is_bound else idempotency_key(),
        "rows": [(line.pk, line.details, hint_for(line.details.words, gettext)) for line in own],
        "unreadable": DreamLine.objects.of(request.partner).count() - len(own),
        "other": request.partner.other(),
        "open_dialogue": open_dialogue(request.partner),
        "has_page": SharedLine.objects.for_partner(request.partner).exists(),
    }
    return render(request, "vision/lines.html", context, status=422 if form.errors else 200)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_line(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Change one's own line."""
    line = DreamLine.objects.of(request.partner).get_or_404(pk)
    details = line.details
    form = LineForm(post_or_none(request), initial={"words": details.words, "matters": details.matters})
    context = {"form": form, "line": line, "seen": request.POST.get("seen", line.version)}
    if not form.is_valid():
        return render(request, "vision/line.html", context, status=422 if form.errors else 200)
    try:
        lines.update_line(line, form.details, form_version(request))
    except StaleVersion:
        stored = DreamLine.objects.of(request.partner).get_or_404(pk)
        context |= {"stored": stored.details, "seen": stored.version}
        return render(request, "vision/line.html", context, status=409)
    return redirect_or_json(request, reverse("vision:lines"))


@partner_required
@require_POST
def delete_line(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete one's own line. What was read of it stays on the page until it's taken back there."""
    DreamLine.objects.of(request.partner).get_or_404(pk).delete()
    messages.info(request, _("The line is deleted."))
    return redirect("vision:lines")


@partner_required
@require_POST
def check_line(request: PartnerRequest) -> HttpResponse:
    """Say what would make a line easier to picture. Nothing is stored."""
    return render(request, "vision/hint.html", {"hint": hint_for(request.POST.get("words", ""), gettext)})


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PartnerRequest) -> HttpResponse:
    """Invite the partner to read each other their lines."""
    form = InviteToReadForm(post_or_none(request))
    if already := open_dialogue(request.partner):
        return redirect_or_json(request, reverse("dialogues:room", args=[already]))
    if form.is_valid():
        data = form.cleaned_data
        try:
            dialogue = start_dialogue(request.partner, mode=data["mode"], keep=data["keep"])
            return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
        except CannotBegin as refusal:
            form.add_error(None, str(refusal))
    steps = SteppedForm(form, InviteToReadForm.STEPS, request)
    context = {"steps": steps, "kind": KIND, "other": request.partner.other()}
    return render(request, "vision/invitation_form.html", context, status=422 if form.errors else 200)
