"""Views of the user's own profile, consent, security and sessions."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.version import VERSION
from couples import profiles, user_sessions
from couples.decorators import PersonRequest, onboarded_required, reauthentication_required
from couples.forms import ProfileForm


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Show and change the profile."""
    initial = model_to_dict(request.user.profile, list(ProfileForm.base_fields))
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        profiles.update_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("profile")
    active = request.user.consents.filter(withdrawn_at=None).order_by("given_at")
    agreed = [(profiles.AGREEMENTS.get(row.agreement, row.agreement), row.given_at) for row in active]
    context = {
        "form": form,
        "agreed": agreed,
        "has_partner": request.person.partner,
        "version": VERSION,
    }
    return render(request, "couples/profile.html", context, status=422 if form.errors else 200)


@onboarded_required
@require_POST
def withdraw(request: PersonRequest) -> HttpResponse:
    """Withdraw all consent. Nothing intimate is shown or stored until it is given again."""
    profiles.withdraw_consent(request.user)
    messages.info(request, _("You've withdrawn your consent. You can agree again any time."))
    return redirect("onboarding")


@login_required
@require_safe
def security(request: PersonRequest) -> HttpResponse:
    """Show the ways to sign in."""
    return render(request, "couples/security.html")


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: PersonRequest) -> HttpResponse:
    """List where the user is signed in. POST signs out everywhere else."""
    if request.method == "POST":
        user_sessions.end_other_sessions(request)
        messages.success(request, _("You're signed out everywhere else."))
        return redirect("usersessions_list")
    rows = user_sessions.active_sessions(request.user)
    context = {"sessions": rows, "here": user_sessions.current_hash(request)}
    return render(request, "usersessions/usersession_list.html", context)


@login_required
@require_POST
@reauthentication_required
def end_session(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign the user out in one other browser. Its sockets close."""
    user_sessions.end_sessions(request, get_object_or_404(UserSession, pk=pk, user=request.user))
    messages.success(request, _("You're signed out there."))
    return redirect("usersessions_list")
