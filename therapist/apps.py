"""The therapist app."""

from django.apps import AppConfig


class TherapistConfig(AppConfig):
    """Links end with what they show, wherever that is deleted."""

    name = "therapist"

    def ready(self) -> None:
        from couples.signals import couple_ended, handover_changed, personal_data_erased
        from therapist import home_items, personal_data, reminder_types, services

        receivers = (
            (couple_ended, lambda couple, **_: services.end_for_couple(couple)),
            (handover_changed, lambda couples, **_: services.end_changed(couples)),
            (personal_data_erased, lambda user, **_: services.end_changed_for_user(user)),
        )
        for signal, receiver in receivers:
            signal.connect(receiver, weak=False, dispatch_uid="therapist")
        home_items.register()
        reminder_types.register()
        personal_data.register()
