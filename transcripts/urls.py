"""The transcripts' addresses."""

from __future__ import annotations

from django.urls import path

from transcripts import drawn_views

app_name = "transcripts"
urlpatterns = [
    path("insights/", drawn_views.insights, name="insights"),
]
