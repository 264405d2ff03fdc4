"""The caring app."""

from django.apps import AppConfig


class CaringConfig(AppConfig):
    name = "caring"

    def ready(self) -> None:
        from caring import dialogue_hooks, home_items, personal_data, reminder_types
        from dialogues.hooks import register_hooks

        register_hooks(dialogue_hooks.KIND, dialogue_hooks.HOOKS)
        home_items.register()
        reminder_types.register()
        personal_data.register()
