"""The pulse's URLs."""

from __future__ import annotations

from django.urls import path

from pulse import views

app_name = "pulse"
urlpatterns = [
    path("", views.pulse, name="week"),
    path("agreement/", views.update_agreement, name="agreement"),
    path("rhythm/", views.update_schedule, name="schedule"),
]
