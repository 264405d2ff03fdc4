"""The transcripts' addresses."""

from __future__ import annotations

from django.urls import path

from transcripts import taking_views as taking

app_name = "transcripts"
urlpatterns = [
    path("take/", taking.take, name="take"),
    path("take/<uuid:parcel>/", taking.parcel, name="parcel"),
    path("take/<uuid:parcel>/drop/", taking.drop, name="drop"),
]
