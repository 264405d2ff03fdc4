"""URLs of the couple's page and of their own lines."""

from __future__ import annotations

from django.urls import path

from vision import page_views, views

app_name = "vision"
urlpatterns = [
    path("", page_views.show_page, name="page"),
    path("pdf/", page_views.download_pdf, name="pdf"),
    path("kept/<uuid:pk>/take-back/", page_views.take_back, name="take_back"),
    path("lines/", views.line_list, name="lines"),
    path("lines/check/", views.check_line, name="check"),
    path("lines/invite/", views.invite, name="invite"),
    path("lines/<uuid:pk>/", views.edit_line, name="line"),
    path("lines/<uuid:pk>/delete/", views.delete_line, name="delete"),
]
