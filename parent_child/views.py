"""One page, on which each says yes alone, and invites once it's open. What the other has said is on none.

It asks who is there, because the other may pick up the phone.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.form_utils import preserve_input, typed_in
from core.timezones import is_late
from couples import helplines
from couples.decorators import PartnerRequest, partner_required, reauthentication_required_to_view
from couples.models import Partner
from dialogues.hooks import CannotBegin
from dialogues.protocol.kinds.parent_child import KIND
from parent_child import services
from parent_child.forms import WhoForm
from workup.models import Workup
from workup.queries import people_of


@reauthentication_required_to_view
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PartnerRequest) -> HttpResponse:
    """Ask for a yes in private, and show one's own. POST answers; only a yes is stored."""
    if request.method != "POST":
        return render_page(request, WhoForm())
    answer = request.POST.get("answer")
    if answer == "yes":
        services.say_yes(request.partner)
        return redirect("parent_child:page")
    services.take_back(request.partner)
    if answer == "unsafe":
        return render(request, "parent_child/unsafe.html", helplines.for_visitor(request))
    messages.success(request, _("That's fine. Nobody is told."))
    return redirect("parent_child:page")


@preserve_input(typed_in("who"), lambda: reverse("parent_child:page"))
@reauthentication_required_to_view
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PartnerRequest) -> HttpResponse:
    """Invite the other, if it's open."""
    if request.method != "POST":
        return redirect("parent_child:page")
    form = WhoForm(request.POST)
    if not form.is_valid():
        return render_page(request, form, 422)
    try:
        dialogue = services.invite(request.partner, form.cleaned_data["who"])
    except CannotBegin as why:
        form.add_error(None, str(why))
        return render_page(request, form, 422)
    return redirect("dialogues:room", dialogue.pk)


def render_page(request: PartnerRequest, form: WhoForm, status: int = 200) -> HttpResponse:
    """Render the page as it stands for this partner."""
    me, now = request.partner, timezone.now()
    mine = services.readiness_of(me)
    context = {
        "partner": me.other(),
        "kind": KIND,
        "mine": mine,
        "has_said_yes": mine.has_said_yes(now),
        "is_open": services.is_open_for(me.couple),
        "is_late": is_late(timezone.localtime(now).hour),
        "form": form,
        "people": people_named_by(me),
    }
    return render(request, "parent_child/page.html", context, status=status)


def people_named_by(me: Partner) -> list[str]:
    """Return whom this partner has named as having raised them."""
    workup = Workup.objects.of(me.user).first()
    return [person["name"] for person in people_of(workup)["caretakers"]] if workup else []
