"""View decorators: signed in, onboarded, in a couple, recently re-authenticated."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required as allauth_reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from couples.current_person import CurrentPerson
from couples.models import Partner, User

P = ParamSpec("P")
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponse]


class PersonRequest(HttpRequest):
    """A request by a signed-in user. `has_partner` lets pages leave out links for couples."""

    user: User
    person: CurrentPerson
    has_partner: bool


class PartnerRequest(PersonRequest):
    """A request by a partner of a living couple."""

    partner: Partner


def reauthentication_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Login to view; POST requires recent re-authentication.

    Users without any credential are let in; their form has to ask for something that they know.
    """
    guarded: Callable[..., HttpResponse] = allauth_reauthentication_required(enabled=is_unsafe_method)(view)
    return login_required(guarded)


def reauthentication_required_to_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `reauthentication_required`, for a page that shows what opens something."""
    guarded: Callable[..., HttpResponse] = allauth_reauthentication_required(view)
    return login_required(guarded)


def is_unsafe_method(request: HttpRequest) -> bool:
    """Return whether the request may change something."""
    return request.method not in ("GET", "HEAD")


def reauthentication_required_to_download(
    page: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Guard a download: it requires recent re-authentication. Others are asked for it and then return to the page of
    this name, which offers the file."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
            if has_recently_reauthenticated(request):
                return view(request, *args, **kwargs)
            messages.info(
                request, _("Before you download a file, please confirm it's you. Then tap it again.")
            )
            return redirect_to_reauthentication(request, back=reverse(page))

        return guarded

    return guard


def has_recently_reauthenticated(request: HttpRequest) -> bool:
    """Return whether the user re-authenticated within the last few minutes, or has no credential to do so."""
    return bool(did_recently_reauthenticate(request))


def redirect_to_reauthentication(
    request: PersonRequest, *, back: str, second_step: bool = False
) -> HttpResponse:
    """Redirect to re-authentication, and from there to `back`. Drops any request still waiting since they were last
    asked."""
    request.session.pop(STATE_SESSION_KEY, None)
    methods = get_adapter().get_reauthentication_methods(request.user)
    method = next(one for one in methods if not second_step or is_second_step(one))
    return redirect(f"{method['url']}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def is_second_step(method: dict[str, str]) -> bool:
    """Return whether a way to re-authenticate is a passkey, an authenticator app or a recovery code."""
    return method["id"].startswith("mfa_")


def has_recently_used_second_step(request: HttpRequest) -> bool:
    """Return whether the user has shown a passkey or a second step within the last few minutes."""
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record["method"] == "mfa"]
    return bool(moments) and time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT


def operator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Require an operator who has recently shown a second step. For everybody else there is no such page, whatever
    they send."""
    protected = csrf_protect(view)

    @csrf_exempt  # so that a stranger's form gets the same answer as at any address that doesn't exist
    @wraps(view)
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        if not any(map(is_second_step, get_adapter().get_reauthentication_methods(request.user))):
            messages.info(
                request, _("The operator's page needs a second step or a passkey. Please set one up.")
            )
            return redirect("security")
        if not has_recently_used_second_step(request):
            back = reverse("operator:overview")
            return redirect_to_reauthentication(request, back=back, second_step=True)
        return protected(request, *args, **kwargs)

    return guarded


def onboarded_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Require a completed profile and consent. Others are redirected to onboarding."""

    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.person.is_onboarded:
            return redirect("onboarding")
        return view(request, *args, **kwargs)

    return guarded


def membership_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Require a partner, with or without consent, so that everybody can leave."""

    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        partner = request.person.partner
        if partner is None:
            return redirect("home")
        partner_request = cast(PartnerRequest, request)
        partner_request.partner = partner
        return view(partner_request, *args, **kwargs)

    return guarded


def partner_required(view: Callable[Concatenate[PartnerRequest, P], HttpResponse]) -> AnyView[P]:
    """Require a partner of a living couple. Others are redirected to where they can become one."""
    return onboarded_required(membership_required(view))
