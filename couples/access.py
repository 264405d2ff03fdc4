"""Who may come in: a partner, signed in, grown up and agreed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from couples.models import Partner, User

P = ParamSpec("P")


class PartnerRequest(HttpRequest):
    """A request by a partner of a living couple."""

    partner: Partner


View = Callable[Concatenate[PartnerRequest, P], HttpResponse]


def partner_required(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only a partner in. Everybody else goes to where they can become one."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        assert isinstance(request.user, User)  # noqa: S101
        partner = Partner.objects.current(request.user)
        if partner is None:
            return redirect("home")
        request.partner = partner  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded
