"""The workup app."""

from django.apps import AppConfig


class WorkupConfig(AppConfig):
    name = "workup"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from workup import home_items, personal_data, reminder_types, sharing

        couple_ended.connect(
            lambda couple, **_: sharing.on_couple_ended(couple), weak=False, dispatch_uid="workup"
        )
        home_items.register()
        reminder_types.register()
        personal_data.register()
