"""Pages of the picture: its parts, their wording, and what partners share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import StaleVersion
from core.form_utils import preserve_input, typed_in
from core.text import isolate_direction
from couples.decorators import PartnerRequest, PersonRequest, onboarded_required, partner_required
from vault.fields import is_readable, text_or_blank
from workup import charts, services, sharing
from workup.answers import MAX_NAME, MAX_TEXT, clean_line, clean_text
from workup.handover import part_title
from workup.models import SharedPart, Workup
from workup.navigation import partner_name_in
from workup.picture import build_picture, compare_pictures
from workup.picture_context import PicturePage, part_anchor
from workup.picture_text import MAX_TOPIC
from workup.queries import answers_of
from workup.sentences import shorten
from workup.views import revoke_stale_and_notify

typed_words = typed_in("words")
REVOKED_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class RefusedWording:
    """A wording that couldn't be stored: too long, or based on an outdated one."""

    part: str
    words: str
    too_long: bool = False


@onboarded_required
@require_safe
def picture(request: PersonRequest) -> HttpResponse:
    """Show the picture."""
    revoke_stale_and_notify(request, Workup.objects.current(request.user))
    return render_picture(request, picture_page_of(request))


def picture_page_of(request: PersonRequest) -> PicturePage:
    """Return the picture of the signed-in user."""
    workup = Workup.objects.current(request.user)
    return PicturePage(workup, request.person.partner)


def render_picture(
    request: PersonRequest, page: PicturePage, status: int = 200, **more: object
) -> HttpResponse:
    """Render the picture; `more` holds a refused wording."""
    other = page.partner.other() if page.partner else None
    return render(request, "workup/picture.html", {"page": page, "other": other, **more}, status=status)


@preserve_input(typed_words, lambda **_: reverse("workup:picture"))
@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_wording(request: PersonRequest) -> HttpResponse:
    """Confirm the owner's words for a part, or restore the proposal. GET redirects, e.g. after signing in again."""
    if request.method != "POST":
        return redirect("workup:picture")
    page = picture_page_of(request)
    details = page.part(request.POST.get("part", ""))
    if details is None:
        raise Http404
    typed = "" if "proposal" in request.POST else clean_text(typed_words(request))
    if len(typed) > MAX_TEXT:
        return render_picture(
            request, page, 422, refused=RefusedWording(details.part.name, typed, too_long=True)
        )
    try:
        sharing.confirm_wording(page.workup, page.answers, details.part, typed, request.POST.get("mark", ""))
    except StaleVersion:
        return render_picture(request, page, 409, refused=RefusedWording(details.part.name, typed))
    return redirect_to_part(details.part.name)


def redirect_to_part(part: str) -> HttpResponse:
    """Redirect to a part of the picture."""
    return redirect(f"{reverse('workup:picture')}#{part_anchor(part)}")


@onboarded_required
@require_POST
def judge_likeness(request: PersonRequest) -> HttpResponse:
    """Store whether a caretaker's trait and a partner's are the same."""
    caretaker_word, partner_word = (
        clean_line(request.POST.get(name, ""))[:MAX_NAME] for name in ("theirs", "partner")
    )
    judgement = request.POST.get("same", "")
    if caretaker_word and partner_word and judgement in ("yes", "no"):
        services.store_judgement(
            Workup.objects.current(request.user), caretaker_word, partner_word, is_same=judgement == "yes"
        )
    return redirect(f"{reverse('workup:picture')}#alike")


@partner_required
@require_POST
def share_part(request: PartnerRequest) -> HttpResponse:
    """Share a part as it is worded now."""
    page = picture_page_of(request)
    details = page.part(request.POST.get("part", ""))
    if details is None:
        raise Http404
    try:
        sharing.share_wording(request.partner, page.workup, details, request.POST.get("mark", ""))
    except StaleVersion:
        messages.info(request, _("This has changed. Please look at it once more before you share it."))
        return redirect_to_part(details.part.name)
    except sharing.NoLongerShareable as error:
        raise Http404 from error
    messages.success(request, _("Shared. You can stop sharing it any time."))
    return redirect_to_part(details.part.name)


@partner_required
@require_safe
def shared_parts(request: PartnerRequest) -> HttpResponse:
    """Show what both share with each other, and both needs side by side."""
    other = request.partner.other()
    revoke_stale_and_notify(request, Workup.objects.current(request.user))
    own, received = (sharing.shared_by(partner) for partner in (request.partner, other))
    needs = [shared_need(active) for active, _unshared in (own, received)]
    names = (request.partner.name, other.name)
    context = {
        "partner": request.partner,
        "other": other,
        "own_parts": [(row, part_title(row), shorten(text_or_blank(row.words), MAX_TOPIC)) for row in own[0]],
        "partner_parts": [(row, part_title(row), opening_line(row)) for row in received[0]],
        "revoked": latest_revoked(received[1]),
        "needs": needs,
        "needs_chart": charts.side_by_side_chart(needs[0], needs[1], names) if all(needs) else None,
    }
    response = render(request, "workup/shared.html", context)
    sharing.mark_seen(request.partner)
    return response


def latest_revoked(unshared: list[SharedPart]) -> SharedPart | None:
    """Return the part that was unshared last, if within the last days."""
    since = timezone.now() - REVOKED_SHOWN_FOR
    recent = [row for row in unshared if row.unshared_at and row.unshared_at > since]
    return max(recent, key=lambda row: row.unshared_at or since, default=None)


def opening_line(shared: SharedPart) -> str:
    """Return the opening line of a dialogue about a shared part; "" if its words can't be decrypted."""
    if not is_readable(shared.words):
        return ""
    line = _("What you shared with me: “{words}”")
    return line.format(words=isolate_direction(shorten(shared.words, MAX_TOPIC - len(line) - 2)))


def shared_need(active: list[SharedPart]) -> str:
    """Return the words of the shared need, if any."""
    return next((row.words for row in active if row.part == "need"), "")


@partner_required
@require_POST
def unshare_part(request: PartnerRequest, shared: uuid.UUID) -> HttpResponse:
    """Unshare a part."""
    row = SharedPart.objects.by(request.partner).get_or_404(shared)
    sharing.unshare(row)
    messages.success(request, _("No longer shared. What you both said about it in a dialogue stays there."))
    return redirect("workup:shared_parts")


@preserve_input(typed_words, lambda **_: reverse("workup:shared_parts"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def thank_for_part(request: PartnerRequest, shared: uuid.UUID) -> HttpResponse:
    """Thank for a part that the other shared. GET redirects, e.g. after signing in again."""
    active, _unshared = sharing.shared_by(request.partner.other())
    row = next((row for row in active if row.pk == shared), None)
    if request.method != "POST":
        return redirect("workup:shared_parts")
    typed = clean_text(typed_words(request))
    try:
        if row is None:
            raise sharing.NoLongerShareable
        if typed:
            sharing.add_thanks(request.partner, row, typed[:MAX_TEXT])
    except sharing.NoLongerShareable:
        return render(request, "workup/sharing_withdrawn.html", {"words": typed}, status=404)
    return redirect("workup:shared_parts")


@onboarded_required
@require_safe
def picture_changes(request: PersonRequest) -> HttpResponse:
    """Show what differs from the previous workup."""
    latest = list(Workup.objects.of(request.user)[:2])
    if len(latest) < 2:
        raise Http404
    now, before = (build_picture(answers_of(workup), _) for workup in latest)
    trait_changes, rewordings = compare_pictures(before, now)
    context = {"before": latest[1], "trait_changes": trait_changes, "rewordings": rewordings}
    context["partner_name"] = partner_name_in(latest[1], request.person.partner)
    return render(request, "workup/changes.html", context)
