"""Pages of the inbox and of reminder preferences."""

from __future__ import annotations

import uuid

from allauth.core import ratelimit
from django.conf import settings as configured
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.form_utils import post_or_none, redirect_back
from couples import home_items
from couples.decorators import PersonRequest, onboarded_required
from reminders import inbox, mail, push_subscriptions, trial_notification, vapid
from reminders.forms import RemindersForm
from reminders.models import ReminderPreferences


@onboarded_required
@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """Show what is open, and what was announced lately, which is seen now and isn't sent any more."""
    now = timezone.now()
    waiting = {item.path for item in home_items.open_items_for(request)}
    earlier = [notice for notice in inbox.recent_entries(request.user) if notice.path not in waiting]
    response = render(request, "reminders/inbox.html", {"earlier": earlier})
    if request.method == "GET":
        inbox.mark_seen(request.user, now)
    return response


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """Show and save the preferences."""
    form = RemindersForm(request.user, post_or_none(request))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return try_out(request) if "try" in request.POST else redirect("reminders:settings")
    partner = request.person.partner
    context = {
        "form": form,
        "other": partner.other() if partner else None,
        "push_subscriptions": request.user.push_subscriptions.all(),
        "has_mail": configured.HAS_MAIL,
        "is_confirmed": mail.has_confirmed_address(request.user),
        "push_key": vapid.public_key(),
    }
    return render(request, "reminders/settings.html", context, status=422 if form.errors else 200)


@onboarded_required
@require_POST
def add_phone(request: PersonRequest) -> HttpResponse:
    """Subscribe this browser to push."""
    said = [request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")]
    try:
        push_subscriptions.add_subscription(request.user, request.session.session_key or "", *said)
        messages.success(request, _("This phone will notify you."))
    except push_subscriptions.InvalidSubscription:
        messages.info(request, _("We can't send anything to this browser. Email and the inbox still work."))
    return redirect_back(request, "reminders:settings")


@onboarded_required
@require_POST
def add_mail(request: PersonRequest) -> HttpResponse:
    """Turn reminders by mail on."""
    ReminderPreferences.objects.update_or_create(user=request.user, defaults={"by_mail": True})
    messages.success(request, _("We'll email you when something's waiting for you."))
    return redirect_back(request, "reminders:settings")


@onboarded_required
@require_POST
def remove_phone(request: PersonRequest, phone: uuid.UUID) -> HttpResponse:
    """Unsubscribe a browser from push."""
    push_subscriptions.remove_subscription(request.user, phone)
    messages.success(request, _("That phone won't notify you any more."))
    return redirect("reminders:settings")


def try_out(request: PersonRequest) -> HttpResponse:
    """Send a trial reminder by the saved preferences."""
    if not ratelimit.consume(request, action="trial", user=request.user):
        return render(request, "429.html", status=429)
    for sentence in trial_notification.send_test_notification(request):
        messages.info(request, sentence)
    return redirect("reminders:settings")


@csrf_exempt  # a mail program asks by itself; the token is all that it has, and all that it needs
@require_http_methods(["GET", "HEAD", "POST"])
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails by the link in each of them."""
    user = mail.user_of_unsubscribe_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        ReminderPreferences.objects.filter(user=user).update(by_mail=False)
    return render(request, "reminders/no_mail.html", {"is_done": request.method == "POST"})
