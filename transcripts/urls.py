"""The app's URLs."""

from __future__ import annotations

from django.urls import path

from transcripts import views
from transcripts.exports import views as export_views
from transcripts.insights import views as insights_views
from transcripts.search import views as search_views

app_name = "transcripts"
urlpatterns = [
    path("", views.timeline_page, name="timeline"),
    path("search/", search_views.search_page, name="search"),
    path("kept/", views.bookmarks_page, name="bookmarks"),
    path("insights/", insights_views.insights_page, name="insights"),
    path("take/", export_views.exports_page, name="exports"),
    path("take/<uuid:export>/", export_views.download_export, name="download_export"),
    path("take/<uuid:export>/drop/", export_views.delete_export, name="delete_export"),
    path("<uuid:dialogue>/", views.detail_page, name="detail"),
    path("<uuid:dialogue>/let-go/", views.erase_page, name="erase"),
    path("<uuid:dialogue>/<int:seq>/star/", views.toggle_bookmark, name="bookmark"),
    path("<uuid:dialogue>/<int:seq>/note/", views.note_page, name="note"),
]
