"""The couples app."""

from allauth.usersessions import apps as usersessions
from django.apps import AppConfig


class CouplesConfig(AppConfig):
    name = "couples"
    default = True

    def ready(self) -> None:
        from couples import personal_data, profile_fields, reminder_types  # noqa: F401  registers a check

        reminder_types.register()
        personal_data.register()


class UserSessionsConfig(usersessions.UserSessionsConfig):  # type: ignore[misc]
    """allauth's list of sessions, written by us because allauth would store the keys themselves."""

    def ready(self) -> None:
        from couples import user_sessions

        user_sessions.connect_receivers()
