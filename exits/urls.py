"""URLs of the exits."""

from __future__ import annotations

from django.urls import path

from exits import commitment_views, views

app_name = "exits"
urlpatterns = [
    path("", views.exit_list, name="list"),
    path("new/", views.new_exit, name="new"),
    path("together/", views.commitments, name="commitments"),
    path("together/<uuid:pk>/", views.revoke_offer, name="offer"),
    path("<uuid:pk>/", views.exit_detail, name="exit"),
    path("<uuid:pk>/act/", views.act_on_exit, name="act"),
    path("<uuid:pk>/bring/", views.share_and_invite, name="share"),
    path("<uuid:pk>/change/", views.edit_exit, name="edit"),
    path("<uuid:pk>/freed/", commitment_views.add_time_note, name="time_notes"),
    path("<uuid:pk>/freed/<uuid:note_id>/", commitment_views.unshare_or_delete_note, name="time_note"),
    path("<uuid:pk>/promise/", commitment_views.edit_commitment, name="commitment"),
    path("<uuid:pk>/review/", commitment_views.review_commitment, name="review"),
]
