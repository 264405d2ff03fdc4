"""The transcripts' addresses."""

from __future__ import annotations

from django.urls import path

from transcripts import views
from transcripts.exports import views as export_views
from transcripts.insights import views as insights_views
from transcripts.search import views as search

app_name = "transcripts"
urlpatterns = [
    path("", views.timeline_page, name="timeline"),
    path("search/", search.search, name="search"),
    path("kept/", views.bookmarks_page, name="kept"),
    path("insights/", insights_views.insights, name="insights"),
    path("take/", export_views.export_form, name="take"),
    path("take/<uuid:export>/", export_views.download_export, name="export"),
    path("take/<uuid:export>/drop/", export_views.delete_export, name="drop"),
    path("<uuid:dialogue>/", views.read, name="read"),
    path("<uuid:dialogue>/let-go/", views.erase_page, name="let_go"),
    path("<uuid:dialogue>/<int:seq>/star/", views.star, name="star"),
    path("<uuid:dialogue>/<int:seq>/note/", views.note, name="note"),
]
