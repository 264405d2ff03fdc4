"""Views: home, help, onboarding, signing in by link."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_http_methods, require_safe

from couples import helplines, known_devices, magic_links, profiles, signups, user_sessions
from couples.decorators import PartnerRequest, PersonRequest
from couples.forms import KeptAppreciationForm, OnboardingForm
from couples.invite_context import invite_context
from couples.leaving import was_in_ended_couple
from couples.models import Profile, User
from couples.pairing import INVITATION
from couples.session_credentials import BACKEND
from vault.fields import text_or_blank

SAFETY_ASKED = "safety_asked"  # session key


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is for a partner; redirect others to their next step. Visitors get the first page."""
    if not isinstance(request.user, User):
        return render(request, "couples/first_page.html")
    person = cast(PersonRequest, request).person
    if not person.is_onboarded:
        return redirect("onboarding")
    if partner := person.partner:
        request.session.pop(SAFETY_ASKED, None)  # it is asked again before the next couple
        cast(PartnerRequest, request).partner = partner
        return render(request, "couples/partner_home.html", {"partner": partner})
    if SAFETY_ASKED in request.session:
        return redirect("invitation") if INVITATION in request.session else render_invite(request)
    if INVITATION not in request.session and was_in_ended_couple(request.user):
        return redirect("parted")
    return redirect("safety")


def render_invite(request: HttpRequest, form: KeptAppreciationForm | None = None) -> HttpResponse:
    """Show the home page of someone without a partner: the invitation, and something for oneself meanwhile."""
    person = cast(PersonRequest, request)
    kept = text_or_blank(person.user.profile.kept_appreciation)
    form = form or KeptAppreciationForm(initial={"words": kept})
    is_closed = settings.SIGNUPS == signups.CLOSED
    context = {**invite_context(person), "form": form, "is_kept": bool(kept), "is_closed": is_closed}
    return render(request, "couples/invite.html", context, status=422 if form.errors else 200)


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """List help lines by country."""
    return render(request, "couples/help.html", helplines.for_visitor(request))


@require_safe
def breathe(request: HttpRequest) -> HttpResponse:
    """Show the breathing exercise, with a link back to the referring page."""
    came_from = request.headers.get("Referer", "")
    is_own_page = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    next_url = came_from if is_own_page else reverse("home")
    return render(request, "couples/breathe.html", {"back": next_url})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request: PersonRequest) -> HttpResponse:
    """Onboarding after sign-up: name, age and consent."""
    if request.person.is_onboarded:
        return redirect("home")
    profile = Profile.objects.filter(user=request.user).first()
    initial = {"first_name": profile.first_name} if profile else None
    form = OnboardingForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "agreements": profiles.AGREEMENTS.values(),
            "at_home": not settings.BEHIND_PROXY,
            "has_partner": request.person.partner,
        }
        return render(request, "couples/onboarding.html", context, status=422 if form.errors else 200)
    details = {name: form.cleaned_data[name] for name in ("first_name", "time_zone")}
    profiles.complete_onboarding(request.user, language=get_language_from_request(request), **details)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def signin_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button that signs in the person a one-use link was made for. A link preview uses nothing up."""
    user = magic_links.use_link(token) if request.method == "POST" else None
    if user is not None:
        return sign_in(request, user)
    is_good = request.method != "POST" and magic_links.is_valid(token)
    page, status = ("couples/signin_link.html", 200) if is_good else ("couples/signin_link_invalid.html", 404)
    response = render(request, page, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign someone in on this browser, and remember the browser."""
    login(request, user, BACKEND)
    record_authentication(request, user, method="link")
    user_sessions.record_session(request)  # listed with the others, so that it can be ended like them
    response = redirect("home")
    known_devices.remember_device(request, response, user)
    return response
