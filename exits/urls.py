"""The exits' addresses."""

from __future__ import annotations

from django.urls import path

from exits import commitment_views, views

app_name = "exits"
urlpatterns = [
    path("", views.inventory, name="inventory"),
    path("new/", views.name, name="name"),
    path("together/", views.together, name="together"),
    path("together/<uuid:pk>/", views.easing, name="easing"),
    path("<uuid:pk>/", views.exit, name="exit"),
    path("<uuid:pk>/act/", views.act, name="act"),
    path("<uuid:pk>/bring/", views.bring, name="bring"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/freed/", commitment_views.freed, name="freed"),
    path("<uuid:pk>/freed/<uuid:noted>/", commitment_views.note, name="note"),
    path("<uuid:pk>/promise/", commitment_views.promise, name="promise"),
    path("<uuid:pk>/review/", commitment_views.review, name="review"),
]
