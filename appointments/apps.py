"""The appointments app."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self) -> None:
        from appointments import personal_data, reminder_types, services
        from couples.signals import couple_ended

        couple_ended.connect(
            lambda couple, **_: services.on_couple_ended(couple), weak=False, dispatch_uid="appointments"
        )
        reminder_types.register()
        personal_data.register()
