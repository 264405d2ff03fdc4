"""The transcripts' addresses."""

from __future__ import annotations

from django.urls import path

from transcripts import stub, views

app_name = "transcripts"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("<uuid:dialogue>/", stub.read, name="read"),
]
