"""URLs of change requests."""

from __future__ import annotations

from django.urls import path

from change_requests import asker_views, giver_views, views

app_name = "change_requests"
urlpatterns = [
    path("", views.request_list, name="list"),
    path("new/", asker_views.new_request, name="new"),
    path("check/", asker_views.check_wishes, name="check"),
    path("<uuid:pk>/", views.request_detail, name="request"),
    path("<uuid:pk>/act/", views.act_on_request, name="act"),
    path("<uuid:pk>/ask/", asker_views.invite_to_request, name="ask"),
    path("<uuid:pk>/choose/", giver_views.choose_wish, name="choose"),
    path("<uuid:pk>/days/", giver_views.reschedule, name="days"),
    path("<uuid:pk>/give/", giver_views.give_gift, name="give"),
    path("<uuid:pk>/ladder/", asker_views.edit_ladder, name="ladder"),
    path("<uuid:pk>/look-back/<uuid:plan>/", views.review, name="look_back"),
    path("<uuid:pk>/not-yet/", giver_views.postpone, name="put_off"),
    path("<uuid:pk>/thank/<uuid:gift>/", asker_views.thank_for_gift, name="thank"),
    path("<uuid:pk>/ungive/<uuid:gift>/", giver_views.undo_gift, name="ungive"),
    path("<uuid:pk>/unsay/<uuid:words_pk>/", views.delete_words, name="unsay"),
    path("<uuid:pk>/wishes/", asker_views.edit_wishes, name="wishes"),
]
