"""The pulse's addresses."""

from __future__ import annotations

from django.urls import path

from pulse import views

app_name = "pulse"
urlpatterns = [
    path("", views.pulse, name="week"),
    path("agreement/", views.agreement, name="agreement"),
    path("rhythm/", views.rhythm, name="rhythm"),
]
