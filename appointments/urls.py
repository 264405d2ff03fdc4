"""The URLs of weekly times and calendars."""

from __future__ import annotations

from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [
    path("", views.times, name="times"),
    path("address/", views.address, name="address"),
    path("imago.ics", views.download, name="download"),
    path("calendar/<str:token>/imago.ics", views.feed, name="feed"),
    path("<uuid:pk>/agree/", views.agree, name="agree"),
    path("<uuid:pk>/end/", views.end, name="end"),
]
