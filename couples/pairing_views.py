"""The pages on the way to a couple, and the one out of it."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from couples import helplines, pairing
from couples.decorators import PartnerRequest, PersonRequest, membership_required, onboarded_required
from couples.forms import CodeForm
from couples.leaving import leave_couple, was_in_ended_couple
from couples.models import Invitation, Partner, User
from couples.pairing import MESSAGES, CannotPair, PairingRefused
from couples.views import ASKED, INVITATION

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}  # addresses that lead nowhere from another phone


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def safety(request: PersonRequest) -> HttpResponse:
    """Ask the private safety question before pairing. The answer isn't stored, only that it was asked."""
    answer = request.POST.get("safe")
    if answer in ("no", "unsure"):
        request.session.pop(ASKED, None)
        return render(request, "couples/safety_advice.html", helplines.for_visitor(request))
    if answer in ("yes", "own_choice"):
        request.session[ASKED] = True
        return redirect("home")
    return render(request, "couples/safety_question.html")


@onboarded_required
@require_safe
def invite(request: PersonRequest) -> HttpResponse:
    """Invite by link, QR code or spoken code, and wait here."""
    if Partner.objects.current(request.user) or ASKED not in request.session:
        return redirect("home")
    invitation = pairing.open_invitation(request.user)
    link = request.build_absolute_uri(reverse("invitation_link", args=[pairing.invitation_token(invitation)]))
    picture = segno.make(link, micro=False).svg_inline(omitsize=True, border=1)
    context = {
        "link": link,
        "qr": mark_safe(picture),  # drawn by segno, holds no text of anybody  # nosec
        "code": pairing.invitation_code(invitation),
        "until": invitation.code_expires_at,
        "form": CodeForm(),
        "only_here": urlsplit(link).hostname in LOCAL_HOSTS,
    }
    return render(request, "couples/invite.html", context)


@onboarded_required
@require_POST
def revoke(request: PersonRequest) -> HttpResponse:
    """Take the invitation back; the page shows a new one."""
    pairing.revoke_invitations(request.user)
    return redirect("invite")


@onboarded_required
@require_safe
def waiting(request: PersonRequest) -> HttpResponse:
    """The part of the invitation page that asks again every few seconds."""
    response = render(request, "couples/invitation_waiting.html")
    if Partner.objects.current(request.user):
        response["HX-Redirect"] = reverse("home")
    return response


@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Store the invitation in the session, and redirect to a URL without its token."""
    found = pairing.invitation_by_token(token)
    if found is None:
        return invitation_refused(request, CannotPair.GONE)
    request.session[INVITATION] = found.pk
    return redirect("home" if request.user.is_authenticated else "invitation")


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: PersonRequest) -> HttpResponse:
    """The spoken words instead of a link; few tries, by account and by address."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="spoken_code", user=request.user):
            return render(request, "429.html", status=429)
        found = pairing.invitation_by_code(form.cleaned_data["code"])
        if found is not None:
            request.session[INVITATION] = found.pk
            return redirect("home")
        form.add_error(
            "code", _("These words do not fit. They change every quarter of an hour: ask once more.")
        )
    return render(request, "couples/invitation_code.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Accept the invitation that this session remembers."""
    if not isinstance(request.user, User):
        return render(request, "couples/invitation_signed_out.html")
    return accept(request)


@onboarded_required
def accept(request: PersonRequest) -> HttpResponse:
    """Accept the invitation."""
    pk = request.session.get(INVITATION)
    if pk is None or ASKED not in request.session:
        return redirect("home")
    found = pairing.invitation_if_open(pk)
    reason = CannotPair.GONE if found is None else pairing.reason_not_to_pair(found, request.user)
    if found is None or reason:
        return invitation_refused(request, reason or CannotPair.GONE)
    if request.method == "POST":
        return accept_and_redirect(request, found)
    return render(request, "couples/invitation.html", {"name": found.inviter.profile.name})


def accept_and_redirect(request: PersonRequest, found: Invitation) -> HttpResponse:
    """Accept an invitation, or say why that isn't possible."""
    try:
        pairing.accept_invitation(found.pk, request.user)
    except PairingRefused as refused:
        return invitation_refused(request, refused.reason)
    request.session.pop(INVITATION, None)
    return redirect("home")


def invitation_refused(request: HttpRequest, reason: CannotPair) -> HttpResponse:
    """A kind sentence on why an invitation leads nowhere."""
    request.session.pop(INVITATION, None)
    return render(request, "couples/invitation_invalid.html", {"sentence": MESSAGES[reason]}, status=409)


@membership_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PartnerRequest) -> HttpResponse:
    """Leave the couple: one page, one button, at once."""
    if request.method != "POST":
        return render(request, "couples/leave.html", {"name": request.partner.other().name})
    leave_couple(request.partner)
    return redirect("home")


@onboarded_required
@require_safe
def couple_ended(request: PersonRequest) -> HttpResponse:
    """After a couple has ended: what each still has, and where to go from here."""
    return (
        render(request, "couples/couple_ended.html")
        if was_in_ended_couple(request.user)
        else redirect("home")
    )
