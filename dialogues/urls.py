"""The dialogues' addresses."""

from __future__ import annotations

from django.urls import path

from dialogues import views

app_name = "dialogues"
urlpatterns = [
    path("", views.dialogues, name="list"),
    path("news/", views.news, name="news"),
    path("new/", views.new, name="new"),
    path("<uuid:dialogue>/", views.room, name="room"),
    path("<uuid:dialogue>/moves/", views.moves, name="moves"),
    path("<uuid:dialogue>/stage/", views.present, name="stage"),
]
