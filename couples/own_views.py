"""The pages of what is one's own: what there is, letting it go, and deleting the account.

Also for who has taken their agreement back: what is theirs stays theirs.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from couples import deleting, theirs
from couples.access import PersonRequest, confirmed, signed_in
from couples.forms import ConfirmForm
from couples.kept import sent
from couples.models import Partner


@signed_in
@require_safe
def own_data(request: PersonRequest) -> HttpResponse:
    """All that is somebody's own, room by room."""
    return render(request, "couples/own_data.html", {"belongings": theirs.belongings().values()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: PersonRequest, name: str) -> HttpResponse:
    """Let go of what one room holds, after asking once more."""
    belonging = theirs.belongings().get(name)
    if belonging is None or not belonging.can_go:
        raise Http404
    if request.method != "POST":
        return render(request, "couples/let_go.html", {"belonging": belonging})
    theirs.erase(request.user, name)
    return gone(request)


@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def let_all_go(request: PersonRequest) -> HttpResponse:
    """Let go of everything, in all rooms."""
    form = ConfirmForm(request.user, sent(request))
    if not form.is_valid():
        context = {"form": form, "belongings": theirs.belongings().values()}
        return render(request, "couples/let_all_go.html", context, status=422 if form.errors else 200)
    theirs.erase(request.user)
    return gone(request)


def gone(request: PersonRequest) -> HttpResponse:
    messages.success(request, _("It is gone."))
    return redirect("own_data")


@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest) -> HttpResponse:
    """Delete the account: one page that says what happens, one button."""
    form = ConfirmForm(request.user, sent(request))
    if not form.is_valid():
        context = {"form": form, "partner": Partner.objects.current(request.user)}
        return render(request, "couples/delete.html", context, status=422 if form.errors else 200)
    deleting.delete(request.user)
    logout(request)
    return render(request, "couples/deleted.html")
