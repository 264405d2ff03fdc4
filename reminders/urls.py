"""The inbox' addresses."""

from __future__ import annotations

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.entries, name="inbox"),
    path("settings/", views.settings, name="settings"),
]
