"""The exits app."""

from django.apps import AppConfig


class ExitsConfig(AppConfig):
    name = "exits"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from couples.small_things import register_small_thing
        from dialogues.hooks import register_hooks
        from exits import (
            dialogue_hooks,
            home_items,
            personal_data,
            reminder_types,
            services,
            sharing,
            small_thing,
        )

        register_hooks(services.KIND, dialogue_hooks.HOOKS)
        couple_ended.connect(
            lambda couple, **_: sharing.on_couple_ended(couple), weak=False, dispatch_uid="exits"
        )
        home_items.register()
        register_small_thing(small_thing.SMALL_THING)
        reminder_types.register()
        personal_data.register()
