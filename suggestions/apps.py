"""The suggestions app."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "suggestions"

    def ready(self) -> None:
        from dialogues.hooks import register_suggestion
        from suggestions import after_dialogue, home_items, personal_data

        register_suggestion(after_dialogue.find_suggestion)
        home_items.register()
        personal_data.register()
