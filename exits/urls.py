"""The exits' addresses."""

from __future__ import annotations

from django.urls import path

from exits import commitment_views, views

app_name = "exits"
urlpatterns = [
    path("", views.exit_list, name="inventory"),
    path("new/", views.new_exit, name="name"),
    path("together/", views.commitments, name="together"),
    path("together/<uuid:pk>/", views.revoke_offer, name="easing"),
    path("<uuid:pk>/", views.exit_detail, name="exit"),
    path("<uuid:pk>/act/", views.act_on_exit, name="act"),
    path("<uuid:pk>/bring/", views.share_and_invite, name="bring"),
    path("<uuid:pk>/change/", views.edit_exit, name="change"),
    path("<uuid:pk>/freed/", commitment_views.note_time, name="freed"),
    path("<uuid:pk>/freed/<uuid:noted>/", commitment_views.revoke_or_delete_note, name="note"),
    path("<uuid:pk>/promise/", commitment_views.promise, name="promise"),
    path("<uuid:pk>/review/", commitment_views.review, name="review"),
]
