"""Pages of suggestions: which are wanted, and turning one off where it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.form_utils import post_or_none, redirect_back
from couples.decorators import PersonRequest, onboarded_required
from suggestions import services
from suggestions.forms import SuggestionsForm


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """Show and save which suggestions are wanted."""
    form = SuggestionsForm(request.user, post_or_none(request))
    if form.is_valid():
        services.set_wanted(request.user, form.cleaned_data["wanted"])
        messages.success(request, _("Saved."))
        return redirect("suggestions:settings")
    return render(request, "suggestions/settings.html", {"form": form}, status=422 if form.errors else 200)


@onboarded_required
@require_POST
def decline(request: PersonRequest) -> HttpResponse:
    """Turn a suggestion off, and return to the page where it stood."""
    try:
        services.decline(request.user, request.POST.get("name", ""))
    except services.UnknownSuggestion as error:
        raise Http404 from error
    messages.success(request, _("We won't suggest that again. You can change that under Me, Suggestions."))
    return redirect_back(request, "suggestions:settings")
