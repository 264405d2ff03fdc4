"""The inbox' addresses."""

from __future__ import annotations

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.entries, name="inbox"),
    path("settings/", views.settings, name="settings"),
    path("phones/", views.add_phone, name="add_phone"),
    path("phones/<uuid:phone>/remove/", views.remove_phone, name="remove_phone"),
    path("mail/", views.add_mail, name="add_mail"),
    path("no-mail/<str:token>/", views.no_mail, name="no_mail"),
]
