"""Pages about people: the first page, help, the welcome after signing up, profile and security, signing in by link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from couples import people, signin
from couples.access import PersonRequest, person_required, signed_in
from couples.forms import ProfileForm, WelcomeForm
from couples.helplines import COUNTRIES
from couples.models import Partner, Profile, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED, INVITATION = "safety_asked", "invitation"  # what a session remembers on the way to a couple


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the one thing that is next for them."""
    if not isinstance(request.user, User):
        return render(request, "couples/home.html")
    if not people.is_ready(request.user):
        return redirect("onboarding")
    if Partner.objects.current(request.user):
        return redirect("dialogues:list")
    if ASKED not in request.session:
        return redirect("safety")
    return redirect("invitation" if INVITATION in request.session else "invite")


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    return render(request, "couples/help.html", {"countries": COUNTRIES})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request: PersonRequest) -> HttpResponse:
    """The one page between signing up and everything else."""
    if people.is_ready(request.user):
        return redirect("home")
    form = WelcomeForm(request.POST or None, initial=told(request.user))
    if request.method != "POST" or not form.is_valid():
        return render(request, "couples/onboarding.html", {"form": form}, status=422 if form.errors else 200)
    people.welcome(request.user, **{name: form.cleaned_data[name] for name in ProfileForm.base_fields})
    return redirect("home")


def told(user: User) -> dict[str, str]:
    """What the person told us before."""
    profile = Profile.objects.filter(user=user).first()
    return {"first_name": profile.first_name, "pronouns": profile.pronouns} if profile else {}


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=told(request.user))
    if request.method == "POST" and form.is_valid():
        people.update_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("profile")
    standing = request.user.consents.filter(withdrawn_at=None).order_by("given_at")
    agreed = [(people.AGREEMENTS.get(row.what, row.what), row.given_at) for row in standing]
    context = {"form": form, "agreed": agreed, "has_partner": Partner.objects.current(request.user)}
    return render(request, "couples/profile.html", context, status=422 if form.errors else 200)


@person_required
@require_POST
def withdraw(request: PersonRequest) -> HttpResponse:
    """Take back all that was agreed to. Nothing intimate is shown or taken until it is given anew."""
    people.take_back(request.user)
    messages.info(
        request, _("You have taken back what you agreed to. You can agree again whenever you like.")
    )
    return redirect("onboarding")


@signed_in
@require_safe
def security(request: PersonRequest) -> HttpResponse:
    return render(request, "couples/security.html")


@require_safe
def signin_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in whom a one-use link was made for."""
    if request.method == "HEAD":
        return HttpResponse()  # a preview must not use it up
    user = signin.use_link(token)
    if user is None:
        return render(request, "couples/link_gone.html", status=404)
    login(request, user, BACKEND)
    return redirect("home")
