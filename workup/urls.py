"""The workup's URLs. They contain names of questions, never anything that someone wrote."""

from __future__ import annotations

from django.urls import path

from workup import export_views, views
from workup import picture_views as picture

app_name = "workup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("before/<slug:section>/", views.section_warning, name="section_warning"),
    path("question/<slug:question>/", views.answer, name="answer"),
    path("question/<slug:question>/<str:about>/", views.answer, name="answer_about"),
    path("let-go/<slug:question>/<str:about>/", views.delete_person, name="delete_person"),
    path("finish/", views.finish_questionnaire, name="finish"),
    path("again/", views.restart_questionnaire, name="restart"),
    path("picture/", picture.picture, name="picture"),
    path("picture/same/", picture.judge_likeness, name="judge_likeness"),
    path("picture/words/", picture.edit_wording, name="edit_wording"),
    path("picture/share/", picture.share_part, name="share_part"),
    path("picture/changes/", picture.picture_changes, name="picture_changes"),
    path("together/", picture.shared_parts, name="shared_parts"),
    path("together/<uuid:shared>/take-back/", picture.unshare_part, name="unshare_part"),
    path("together/<uuid:shared>/thank/", picture.thank_for_part, name="thank_for_part"),
    path("take-away/", export_views.export_page, name="export"),
    path("take-away/workup.json", export_views.export_json, name="export_json"),
    path("take-away/<uuid:workup>/workup.pdf", export_views.export_pdf, name="export_pdf"),
]
