"""Pages of caring days: the way in, one's own list, and the other's.

What a partner can't give now is on pages that ask who they are, like what opens something: the other may have their
phone in hand, and would only have to compare.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caring import gifts, lists, not_now
from caring.forms import LineForm
from caring.models import Line
from caring.page_context import by_part
from core.exceptions import StaleVersion
from core.form_utils import form_version, post_or_none, preserve_input, redirect_or_json, typed_in
from couples.decorators import PartnerRequest, partner_required, reauthentication_required_to_view

FULL = _("Your list is full. Delete a line first, then add this one. What you typed is still here.")
preserve_typed_text = preserve_input(typed_in("text"), lambda **_: reverse("caring:own_lines"))


@partner_required
@require_safe
def overview(request: PartnerRequest) -> HttpResponse:
    """Show what each is giving, and the ways to both lists."""
    other, gift = request.partner.other(), gifts.gift_of(request.partner)
    context = {
        "other": other,
        "gift": gift,
        "days": gifts.days_to_show(gift) if gift else [],
        "today": timezone.localdate(),
        "received": gifts.gift_of(other),
    }
    return render(request, "caring/overview.html", context)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_lines(request: PartnerRequest) -> HttpResponse:
    """Show the partner's own list, and add a line to it."""
    form = LineForm(post_or_none(request))
    if form.is_valid():
        try:
            lists.add_line(request.partner, **form.cleaned_data)
            advise(request, form)
            return redirect_or_json(request, reverse("caring:own_lines"))
        except lists.ListFull:
            form.add_error("text", FULL)
    context = {
        "form": form,
        "parts": by_part(Line.objects.of(request.partner)),
        "is_shown": lists.is_shown(request.partner),
        "other": request.partner.other(),
    }
    return render(request, "caring/own_lines.html", context, status=422 if form.errors else 200)


def advise(request: PartnerRequest, form: LineForm) -> None:
    """Say below the next heading what would make the line easier to give. It's stored either way."""
    for hint in lists.advice(form.cleaned_data["text"], gettext):
        messages.info(request, hint)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_line(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Change one of the partner's own lines."""
    line = Line.objects.of(request.partner).get_or_404(pk)
    form = LineForm(post_or_none(request), initial={"part": line.part, "text": line.text})
    context: dict[str, Any] = {"form": form, "line": line, "seen": line.version}
    if not form.is_valid():
        context["seen"] = request.POST.get("seen", line.version)
        return render(request, "caring/line_form.html", context, status=422 if form.errors else 200)
    try:
        lists.change_line(line, **form.cleaned_data, seen=form_version(request))
    except StaleVersion:
        return render(request, "caring/line_form.html", context | {"changed": True}, status=409)
    advise(request, form)
    return redirect_or_json(request, reverse("caring:own_lines"))


@partner_required
@require_POST
def delete_line(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete one of the partner's own lines."""
    Line.objects.of(request.partner).get_or_404(pk).delete()
    return redirect("caring:own_lines")


@partner_required
@require_POST
def show(request: PartnerRequest) -> HttpResponse:
    """Show the list to the other, or stop."""
    act = lists.show_list if request.POST.get("act") == "show" else lists.withdraw_list
    act(request.partner)
    return redirect("caring:own_lines")


@reauthentication_required_to_view
@partner_required
@require_safe
def partner_lines(request: PartnerRequest) -> HttpResponse:
    """Show the other's list, without what this partner can't give now."""
    other = request.partner.other()
    lines = not_now.sort_lines(request.partner)
    lists.mark_opened(request.partner)
    context = {
        "lines": lines,
        "parts": by_part(lines.visible),
        "is_shown": lists.is_shown(other),
        "other": other,
    }
    return render(request, "caring/partner_lines.html", context)


@reauthentication_required_to_view
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def not_now_lines(request: PartnerRequest) -> HttpResponse:
    """Show what this partner can't give now; put a line away, or bring it back."""
    if request.method == "POST":
        is_back = request.POST.get("act") == "bring_back"
        line = Line.objects.shown_to(request.partner).get_or_404(line_key(request))
        (not_now.bring_back if is_back else not_now.put_away)(request.partner, line)
        return redirect("caring:not_now" if is_back else "caring:partner_lines")
    lines = not_now.sort_lines(request.partner)
    context = {"lines": lines, "parts": by_part(lines.away), "other": request.partner.other()}
    return render(request, "caring/not_now.html", context)


def line_key(request: PartnerRequest) -> uuid.UUID:
    """Return the key of a line in a form; one of no line if it has none."""
    try:
        return uuid.UUID(request.POST.get("line", ""))
    except ValueError:
        return uuid.UUID(int=0)
