"""The vision app."""

from django.apps import AppConfig


class VisionConfig(AppConfig):
    name = "vision"

    def ready(self) -> None:
        from dialogues.hooks import register_hooks
        from vision import dialogue_hooks, handover, home_items, personal_data, reminder_types

        register_hooks(dialogue_hooks.KIND, dialogue_hooks.HOOKS)
        home_items.register()
        reminder_types.register()
        handover.register()
        personal_data.register()
