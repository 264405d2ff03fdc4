"""The suggestions' URLs."""

from __future__ import annotations

from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("decline/", views.decline, name="decline"),
]
