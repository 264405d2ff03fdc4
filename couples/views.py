"""Pages about people: the first page, help, the welcome after signing up, signing in by link."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_http_methods, require_safe

from couples import helplines, known_devices, magic_links, profiles, user_sessions
from couples.decorators import PersonRequest
from couples.forms import OnboardingForm
from couples.leaving import was_in_ended_couple
from couples.models import Partner, Profile, User
from couples.session_credentials import BACKEND

ASKED, INVITATION = "safety_asked", "invitation"  # what a session remembers on the way to a couple


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the one thing that is next for them."""
    if not isinstance(request.user, User):
        return render(request, "couples/home.html")
    if not profiles.is_onboarded(request.user):
        return redirect("onboarding")
    if Partner.objects.current(request.user):
        request.session.pop(ASKED, None)  # with another partner it is another question
        return redirect("dialogues:list")
    if ASKED in request.session:
        return redirect("invitation" if INVITATION in request.session else "invite")
    if INVITATION not in request.session and was_in_ended_couple(request.user):
        return redirect("parted")
    return redirect("safety")


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """List help lines by country."""
    return render(request, "couples/help.html", helplines.for_visitor(request))


@require_safe
def breathe(request: HttpRequest) -> HttpResponse:
    """A quiet moment, and the way back to the page it was asked for on."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    back = came_from if is_ours else reverse("home")
    return render(request, "couples/breathe.html", {"back": back})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request: PersonRequest) -> HttpResponse:
    """The one page between signing up and everything else."""
    if profiles.is_onboarded(request.user):
        return redirect("home")
    profile = Profile.objects.filter(user=request.user).first()
    told = {"first_name": profile.first_name, "pronouns": profile.pronouns} if profile else None
    form = OnboardingForm(request.POST or None, initial=told)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "has_partner": Partner.objects.current(request.user)}
        return render(request, "couples/onboarding.html", context, status=422 if form.errors else 200)
    said = {name: form.cleaned_data[name] for name in ("first_name", "pronouns", "time_zone")}
    profiles.complete_onboarding(request.user, language=get_language_from_request(request), **said)
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
