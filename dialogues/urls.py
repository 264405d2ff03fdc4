"""URLs of the dialogues."""

from __future__ import annotations

from django.urls import path

from dialogues import views

app_name = "dialogues"
urlpatterns = [
    path("", views.dialogue_list, name="list"),
    path("news/", views.list_changes, name="news"),
    path("new/", views.new_dialogue, name="new"),
    path("<uuid:dialogue>/", views.room, name="room"),
    path("<uuid:dialogue>/moves/", views.submit_move, name="moves"),
    path("<uuid:dialogue>/ending/", views.ending_page, name="ending"),
    path("<uuid:dialogue>/stage/", views.present_stage, name="stage"),
]
