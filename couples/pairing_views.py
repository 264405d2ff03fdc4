"""Views for pairing two users, and for leaving the couple."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.form_utils import post_or_none, preserve_input, redirect_or_json, typed_in
from couples import helplines, pairing, profiles, signups
from couples.decorators import PartnerRequest, PersonRequest, membership_required, onboarded_required
from couples.forms import CodeForm, KeptAppreciationForm
from couples.guess_limits import may_guess
from couples.leaving import leave_couple, was_in_ended_couple
from couples.models import Invitation, Partner, User
from couples.pairing import INVITATION, MESSAGES, CannotPair, PairingRefused
from couples.views import SAFETY_ASKED, render_invite

NO_INVITATION = _(
    "We don't know this link or these words. Please check the spelling first. The words change every 15 minutes, so"
    " you may need new ones."
)


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def safety(request: PersonRequest) -> HttpResponse:
    """Ask the private safety question before pairing. The answer isn't stored, only that it was asked."""
    answer = request.POST.get("safe")
    if answer == "no":
        request.session.pop(SAFETY_ASKED, None)
        return render(request, "couples/safety_advice.html", helplines.for_visitor(request))
    if answer == "not_my_idea":
        return render(request, "couples/safety_own_pace.html")
    if answer in ("yes", "own_choice"):
        request.session[SAFETY_ASKED] = True
        return redirect("home")
    return render(request, "couples/safety_question.html")


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PersonRequest) -> HttpResponse:
    """Invite by a message, QR code or spoken code, and wait here. POST shows or hides the inviter's name."""
    if Partner.objects.current(request.user) or SAFETY_ASKED not in request.session:
        return redirect("home")
    if request.method == "POST":
        pairing.name_inviter(request.user, named="named" in request.POST)
        return redirect("invite")
    return render_invite(request)


@preserve_input(typed_in("words"), lambda: reverse("home"))
@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep_appreciation(request: PersonRequest) -> HttpResponse:
    """Keep one thing that the inviter appreciates, for their first talk. Empty words delete it."""
    form = KeptAppreciationForm(post_or_none(request))
    if request.method == "POST" and not form.is_valid() and SAFETY_ASKED in request.session:
        return render_invite(request, form)
    if form.is_valid():
        profiles.update_profile(request.user, kept_appreciation=form.cleaned_data["words"] or None)
        return redirect_or_json(request, reverse("invite"))
    return redirect("home")


@onboarded_required
@require_POST
def revoke(request: PersonRequest) -> HttpResponse:
    """Take the invitation back; the page shows a new one."""
    pairing.revoke_invitations(request.user)
    return redirect("invite")


@onboarded_required
@require_safe
def waiting(request: PersonRequest) -> HttpResponse:
    """The part of the invitation page that polls until the invitation is accepted."""
    response = render(request, "couples/invitation_waiting.html")
    if Partner.objects.current(request.user):
        response["HX-Redirect"] = reverse("home")
    return response


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Open an operator's link, at a URL without its token. A link preview uses nothing up."""
    if request.user.is_authenticated:
        return redirect("home")
    row = signups.find_link(token)
    if row is None:
        return invitation_refused(request, CannotPair.UNUSABLE)
    request.session[signups.ADMISSION] = row.pk
    return redirect("account_signup")


@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the invitation of this link, at a URL without its token."""
    return remember_invitation(request, pairing.invitation_by_token(token))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the link or the four words, before or after signing in."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_guess(request):
            return render(request, "429.html", status=429)
        text = form.cleaned_data["code"]
        if link := re.search(r"/join/([\w-]+)", text):
            return join(request, link[1])
        if row := pairing.find_invitation(text):
            return remember_invitation(request, row)
        form.add_error("code", NO_INVITATION)
    return render(request, "couples/invitation_code.html", {"form": form}, status=422 if form.errors else 200)


def remember_invitation(request: HttpRequest, row: Invitation | None) -> HttpResponse:
    """Remember the invitation in the session, through signing up or in, until it is answered."""
    if row is None:
        return invitation_refused(request, CannotPair.UNUSABLE)
    request.session[INVITATION] = row.pk
    return redirect("home" if request.user.is_authenticated else "invitation")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Show the invitation that this session remembers, or ask for it: who asks, and for what. Signed in, accept it."""
    if isinstance(request.user, User):
        return accept(request)
    row = pairing.invitation_if_open(request.session.get(INVITATION, 0))
    if row is None:
        return render(request, "couples/invitation_code.html", {"form": CodeForm()})
    name = row.inviter.profile.name if row.names_inviter else ""
    return render(request, "couples/invitation_signed_out.html", {"name": name})


@onboarded_required
def accept(request: PersonRequest) -> HttpResponse:
    """Accept the invitation."""
    pk = request.session.get(INVITATION)
    if pk is None or SAFETY_ASKED not in request.session:
        return redirect("home")
    row = pairing.invitation_if_open(pk)
    reason = CannotPair.UNUSABLE if row is None else pairing.reason_not_to_pair(row, request.user)
    if row is None or reason:
        return invitation_refused(request, reason or CannotPair.UNUSABLE)
    if request.method == "POST":
        return accept_and_redirect(request, row)
    return render(request, "couples/invitation.html", {"name": row.inviter.profile.name})


def accept_and_redirect(request: PersonRequest, row: Invitation) -> HttpResponse:
    """Accept an invitation, or say why that isn't possible."""
    try:
        pairing.accept_invitation(row.pk, request.user)
    except PairingRefused as refused:
        return invitation_refused(request, refused.reason)
    request.session.pop(INVITATION, None)
    return redirect("home")


def invitation_refused(request: HttpRequest, reason: CannotPair) -> HttpResponse:
    """Say why an invitation can't be accepted."""
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
