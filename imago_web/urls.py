"""URLs of the whole project; each app brings its own."""

from __future__ import annotations

from django.urls import include, path

handler500 = "imago_web.errors.server_error"
urlpatterns = [
    path("", include("couples.urls")),
    path("", include("imago_web.pwa")),
    path("", include("imago_web.quick_exit")),
    path("me/", include("imago_web.me")),
    path("operator/", include("imago_web.operator_page")),
    path("trust/", include("imago_web.ca_install")),
    path("appointments/", include("appointments.urls")),
    path("accounts/", include("allauth.urls")),
    path("mail/", include("mail.urls")),
    path("how/", include("dialogues.guide_urls")),
    path("dialogues/", include("dialogues.urls")),
    path("workup/", include("workup.urls")),
    path("exits/", include("exits.urls")),
    path("inbox/", include("reminders.urls")),
    path("pulse/", include("pulse.urls")),
    path("transcripts/", include("transcripts.urls")),
    path("suggestions/", include("suggestions.urls")),
    path("therapist/", include("therapist.urls")),
    path("the-child-i-was/", include("parent_child.urls")),
    path("requests/", include("change_requests.urls")),
    path("caring/", include("caring.urls")),
    path("vision/", include("vision.urls")),
]
