"""URLs of the guide: how it works, and practising alone."""

from __future__ import annotations

from django.urls import path

from dialogues import guide_views as views

urlpatterns = [
    path("", views.how_it_works, name="how"),
    path("practice/", views.practice, name="practice"),
    path("practice/<int:number>/", views.practice, name="practice"),
]
