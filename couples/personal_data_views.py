"""The pages of what is one's own: what there is, letting it go, and deleting the account.

Also for who has taken their agreement back: what is theirs stays theirs. Each can be read before anybody is asked who
they are.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.form_utils import post_or_none
from couples import account_deletion, personal_data_registry
from couples.decorators import PersonRequest, reauthentication_required
from couples.forms import ConfirmForm
from couples.models import Partner


@login_required
@require_safe
def personal_data(request: PersonRequest) -> HttpResponse:
    """List the user's data by app."""
    rooms = [(one, one.holds(request.user)) for one in personal_data_registry.providers().values()]
    any_held = any(holds for one, holds in rooms if one.can_go)
    return render(request, "couples/personal_data.html", {"rooms": rooms, "any_held": any_held})


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PersonRequest, name: str) -> HttpResponse:
    """Erase one app's data."""
    belonging = personal_data_registry.providers().get(name)
    if belonging is None or not belonging.can_go:
        raise Http404
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(request, "couples/erase.html", form, belonging=belonging)
    personal_data_registry.erase_personal_data(request.user, name)
    return erased(request)


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_all(request: PersonRequest) -> HttpResponse:
    """Let go of everything, in all rooms."""
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(
            request, "couples/erase_all.html", form, belongings=personal_data_registry.providers().values()
        )
    personal_data_registry.erase_personal_data(request.user)
    return erased(request)


def erased(request: PersonRequest) -> HttpResponse:
    """Say what was erased."""
    messages.success(request, _("It is gone."))
    return redirect("own_data")


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: PersonRequest) -> HttpResponse:
    """Delete the account: one page that says what happens, one button."""
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(
            request, "couples/delete_account.html", form, partner=Partner.objects.current(request.user)
        )
    account_deletion.delete_account(request.user)
    logout(request)
    return render(request, "couples/account_deleted.html")


def ask_to_confirm(request: PersonRequest, page: str, form: ConfirmForm, **told: Any) -> HttpResponse:
    """Say what will happen, and ask for confirmation."""
    return render(request, page, {"form": form, **told}, status=422 if form.errors else 200)
