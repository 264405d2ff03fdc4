"""Who may come in: somebody signed in, grown up and agreed; and a partner."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from couples.models import Partner, User
from couples.people import is_ready

P = ParamSpec("P")
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponse]


class PersonRequest(HttpRequest):
    """A request by somebody who is signed in. `has_partner` is for pages, which lead nobody to a closed door."""

    user: User
    has_partner: bool


class PartnerRequest(PersonRequest):
    """A request by a partner of a living couple."""

    partner: Partner


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only somebody in who is signed in."""
    return login_required(view)


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page to who is signed in, and take what it sends from who has just shown who they are. Who has nothing to
    show it by comes in without; to them the form is to ask for something that they know."""
    guarded: Callable[..., HttpResponse] = reauthentication_required(allow_get=True)(view)
    return signed_in(guarded)


def person_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only somebody in who has told their name and agreed. Others go to where they do."""

    @signed_in
    @wraps(view)
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_ready(request.user):
            return redirect("onboarding")
        return view(request, *args, **kwargs)

    return guarded


def member_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a partner in, whatever they agree to: for the way out."""

    @signed_in
    @wraps(view)
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        partner = Partner.objects.current(request.user)
        if partner is None:
            return redirect("home")
        theirs = cast(PartnerRequest, request)
        theirs.partner = partner
        return view(theirs, *args, **kwargs)

    return guarded


def partner_required(view: Callable[Concatenate[PartnerRequest, P], HttpResponse]) -> AnyView[P]:
    """Let only a partner in. Everybody else goes to where they can become one."""
    return person_required(member_required(view))
