"""The workup's addresses. They name questions of ours, never anything that somebody wrote."""

from __future__ import annotations

from django.urls import path

from workup import export_views as taking
from workup import picture_views as picture
from workup import views

app_name = "workup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("before/<slug:section>/", views.before, name="before"),
    path("question/<slug:question>/", views.answer, name="answer"),
    path("question/<slug:question>/<str:about>/", views.answer, name="answer_about"),
    path("let-go/<slug:question>/<str:about>/", views.let_go, name="let_go"),
    path("finish/", views.finish, name="finish"),
    path("again/", views.again, name="again"),
    path("picture/", picture.picture, name="picture"),
    path("picture/same/", picture.same, name="same"),
    path("picture/words/", picture.words, name="words"),
    path("picture/share/", picture.share, name="share"),
    path("picture/changes/", picture.changes, name="changes"),
    path("together/", picture.together, name="together"),
    path("together/<uuid:shared>/take-back/", picture.take_back, name="take_back"),
    path("together/<uuid:shared>/thank/", picture.thank, name="thank"),
    path("take-away/", taking.take_away, name="take_away"),
    path("take-away/workup.json", taking.as_json, name="json"),
    path("take-away/<uuid:workup>/workup.pdf", taking.as_pdf, name="pdf"),
]
