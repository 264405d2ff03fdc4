"""The appointments app."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self) -> None:
        from appointments import home_items, personal_data, reminder_types, services, small_thing
        from couples.signals import couple_ended
        from couples.small_things import register_small_thing
        from dialogues.hooks import register_common_time

        couple_ended.connect(
            lambda couple, **_: services.on_couple_ended(couple), weak=False, dispatch_uid="appointments"
        )
        register_common_time(services.next_agreed_time)
        home_items.register()
        register_small_thing(small_thing.SMALL_THING)
        reminder_types.register()
        personal_data.register()
