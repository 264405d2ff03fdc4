"""The change_requests app."""

from django.apps import AppConfig


class ChangeRequestsConfig(AppConfig):
    name = "change_requests"

    def ready(self) -> None:
        from change_requests import dialogue_hooks, home_items, personal_data, reminder_types
        from dialogues.hooks import register_hooks

        register_hooks(dialogue_hooks.KIND, dialogue_hooks.HOOKS)
        home_items.register()
        reminder_types.register()
        personal_data.register()
