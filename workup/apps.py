"""The workup app."""

from django.apps import AppConfig


class WorkupConfig(AppConfig):
    name = "workup"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from couples.small_things import register_small_thing
        from workup import handover, home_items, personal_data, reminder_types, sharing, small_thing

        couple_ended.connect(
            lambda couple, **_: sharing.on_couple_ended(couple), weak=False, dispatch_uid="workup"
        )
        handover.register()
        home_items.register()
        register_small_thing(small_thing.SMALL_THING)
        reminder_types.register()
        personal_data.register()
