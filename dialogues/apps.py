"""The dialogues app."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    """Connects signals and declares reminders and personal data when Django starts."""

    name = "dialogues"

    def ready(self) -> None:
        """Connect and register."""
        from couples.signals import couple_ended
        from couples.small_things import register_small_thing
        from dialogues import (
            home_items,
            kept_appreciation,
            personal_data,
            reminder_types,
            retention,
            small_thing,
        )

        couple_ended.connect(
            lambda couple, **_: retention.on_couple_ended(couple), weak=False, dispatch_uid="dialogues"
        )
        home_items.register()
        register_small_thing(small_thing.SMALL_THING)
        kept_appreciation.register()
        reminder_types.register()
        personal_data.register()
