"""The address of what a page says about mail."""

from __future__ import annotations

from django.urls import path

from mail import views

app_name = "mail"
urlpatterns = [path("state/", views.state, name="state")]
