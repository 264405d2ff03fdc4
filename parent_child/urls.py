"""The URLs of saying yes alone, and of the invitation."""

from __future__ import annotations

from django.urls import path

from parent_child import views

app_name = "parent_child"
urlpatterns = [
    path("", views.page, name="page"),
    path("invite/", views.invite, name="invite"),
]
