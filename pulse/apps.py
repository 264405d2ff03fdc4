"""The pulse app."""

from django.apps import AppConfig


class PulseConfig(AppConfig):
    name = "pulse"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from pulse import home_items, personal_data, reminder_types, sharing

        couple_ended.connect(
            lambda couple, **_: sharing.on_couple_ended(couple), weak=False, dispatch_uid="pulse"
        )
        home_items.register()
        reminder_types.register()
        personal_data.register()
