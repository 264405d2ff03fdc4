"""The links' URLs."""

from __future__ import annotations

from django.urls import path

from therapist import views

app_name = "therapist"
urlpatterns = [
    path("", views.links, name="links"),
    path("ask/", views.ask, name="ask"),
    path("<uuid:link>/", views.link, name="link"),
    path("<uuid:link>/yes/", views.agree, name="agree"),
    path("<uuid:link>/no/", views.decline, name="decline"),
    path("<uuid:link>/send/", views.secrets, name="secrets"),
    path("<uuid:link>/take-back/", views.take_back, name="take_back"),
    path("read/<str:token>/", views.read, name="read"),
]
