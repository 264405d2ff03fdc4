"""Views of a user's own data: list it, erase it, delete the account.

They also work for users who have withdrawn consent. Only a POST requires re-authentication.
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


@login_required
@require_safe
def personal_data(request: PersonRequest) -> HttpResponse:
    """List the user's data by app."""
    rows = [
        (provider, provider.has_data(request.user))
        for provider in personal_data_registry.providers().values()
    ]
    any_erasable = any(has_data for provider, has_data in rows if provider.is_erasable)
    return render(request, "couples/personal_data.html", {"providers": rows, "any_erasable": any_erasable})


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PersonRequest, name: str) -> HttpResponse:
    """Erase one app's data."""
    provider = personal_data_registry.providers().get(name)
    if provider is None or not provider.is_erasable:
        raise Http404
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(request, "couples/erase.html", form, provider=provider)
    personal_data_registry.erase_personal_data(request.user, name)
    return erased(request)


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_all(request: PersonRequest) -> HttpResponse:
    """Erase the data of all apps."""
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(
            request, "couples/erase_all.html", form, providers=personal_data_registry.providers().values()
        )
    personal_data_registry.erase_personal_data(request.user)
    return erased(request)


def erased(request: PersonRequest) -> HttpResponse:
    """Say what was erased."""
    messages.success(request, _("Deleted."))
    return redirect("own_data")


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: PersonRequest) -> HttpResponse:
    """Delete the account: one page that says what happens, one button."""
    form = ConfirmForm(request.user, post_or_none(request))
    if not form.is_valid():
        return ask_to_confirm(request, "couples/delete_account.html", form, partner=request.person.partner)
    account_deletion.delete_account(request.user)
    logout(request)
    return render(request, "couples/account_deleted.html")


def ask_to_confirm(request: PersonRequest, page: str, form: ConfirmForm, **context: Any) -> HttpResponse:
    """Say what will happen, and ask for confirmation."""
    return render(request, page, {"form": form, **context}, status=422 if form.errors else 200)
