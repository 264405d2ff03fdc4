"""The workup's addresses. They name questions of ours, never anything that someone wrote."""

from __future__ import annotations

from django.urls import path

from workup import export_views, views
from workup import picture_views as picture

app_name = "workup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("before/<slug:section>/", views.section_warning, name="before"),
    path("question/<slug:question>/", views.answer, name="answer"),
    path("question/<slug:question>/<str:about>/", views.answer, name="answer_about"),
    path("let-go/<slug:question>/<str:about>/", views.delete_person, name="let_go"),
    path("finish/", views.finish_questionnaire, name="finish"),
    path("again/", views.restart_questionnaire, name="again"),
    path("picture/", picture.picture, name="picture"),
    path("picture/same/", picture.judge_likeness, name="same"),
    path("picture/words/", picture.edit_wording, name="words"),
    path("picture/share/", picture.share_part, name="share"),
    path("picture/changes/", picture.picture_changes, name="changes"),
    path("together/", picture.shared_parts, name="together"),
    path("together/<uuid:shared>/take-back/", picture.unshare_part, name="take_back"),
    path("together/<uuid:shared>/thank/", picture.thank_for_part, name="thank"),
    path("take-away/", export_views.export_page, name="take_away"),
    path("take-away/workup.json", export_views.export_json, name="json"),
    path("take-away/<uuid:workup>/workup.pdf", export_views.export_pdf, name="pdf"),
]
