"""The requests' addresses."""

from __future__ import annotations

from django.urls import path

from change_requests import asker_views, giver_views, views

app_name = "change_requests"
urlpatterns = [
    path("", views.requests, name="list"),
    path("new/", asker_views.new, name="new"),
    path("check/", asker_views.check, name="check"),
    path("<uuid:pk>/", views.request, name="request"),
    path("<uuid:pk>/act/", views.act, name="act"),
    path("<uuid:pk>/ask/", asker_views.ask, name="ask"),
    path("<uuid:pk>/choose/", giver_views.choose, name="choose"),
    path("<uuid:pk>/days/", giver_views.days, name="days"),
    path("<uuid:pk>/give/", giver_views.give, name="give"),
    path("<uuid:pk>/ladder/", asker_views.ladder, name="ladder"),
    path("<uuid:pk>/look-back/<uuid:plan>/", views.look_back, name="look_back"),
    path("<uuid:pk>/not-yet/", giver_views.put_off, name="put_off"),
    path("<uuid:pk>/thank/<uuid:gift>/", asker_views.thank, name="thank"),
    path("<uuid:pk>/ungive/<uuid:gift>/", giver_views.ungive, name="ungive"),
    path("<uuid:pk>/unsay/<uuid:what>/", views.unsay, name="unsay"),
    path("<uuid:pk>/wishes/", asker_views.wishes, name="wishes"),
]
