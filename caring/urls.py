"""URLs of caring days."""

from __future__ import annotations

from django.urls import path

from caring import gift_views, views

app_name = "caring"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("mine/", views.own_lines, name="own_lines"),
    path("mine/show/", views.show, name="show"),
    path("mine/<uuid:pk>/", views.edit_line, name="line"),
    path("mine/<uuid:pk>/delete/", views.delete_line, name="delete_line"),
    path("theirs/", views.partner_lines, name="partner_lines"),
    path("theirs/not-now/", views.not_now_lines, name="not_now"),
    path("gift/days/", gift_views.reschedule, name="days"),
    path("gift/give/", gift_views.give, name="give"),
    path("gift/end/", gift_views.end, name="end"),
]
