"""URLs of accounts and couples."""

from __future__ import annotations

from allauth.account.views import password_set
from django.urls import path
from django.views.decorators.http import require_safe

from couples import pairing_views as pairing
from couples import personal_data_views, views
from couples import profile_views as own
from couples.decorators import reauthentication_required

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_lines, name="help"),
    path("breathe/", views.breathe, name="breathe"),
    path("welcome/", views.onboarding, name="onboarding"),
    path("in/<str:token>/", views.signin_link, name="signin_link"),
    path("you/", own.profile, name="profile"),
    path("you/agreements/withdraw/", own.withdraw, name="withdraw"),
    path("you/data/", personal_data_views.personal_data, name="own_data"),
    path("you/data/let-go/", personal_data_views.erase_all, name="let_all_go"),
    path("you/data/<slug:name>/let-go/", personal_data_views.erase, name="let_go"),
    path("you/delete/", personal_data_views.delete_account, name="delete_account"),
    path("you/security/", own.security, name="security"),
    path("you/sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("accounts/password/set/", reauthentication_required(password_set), name="account_set_password"),
    path("accounts/sessions/", own.sessions, name="usersessions_list"),  # before allauth's
    path("before/", pairing.safety, name="safety"),
    path("invite/", pairing.invite, name="invite"),
    path("invite/meanwhile/", pairing.keep_appreciation, name="keep_appreciation"),
    path("invite/renew/", pairing.revoke, name="revoke"),
    path("invite/waiting/", pairing.waiting, name="waiting"),
    path("invite/code/", pairing.code, name="code"),
    path("i/<str:token>/", pairing.invitation_link, name="invitation_link"),
    path("join/<str:token>/", require_safe(pairing.join), name="join"),
    path("invitation/", pairing.invitation, name="invitation"),
    path("leave/", pairing.leave, name="leave"),
    path("apart/", pairing.couple_ended, name="parted"),
]
