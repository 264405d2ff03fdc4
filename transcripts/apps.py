"""The app's configuration."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    """Connect exports and the search index to what is erased elsewhere."""

    name = "transcripts"

    def ready(self) -> None:
        """Connect signals, and register reminders and personal data."""
        from couples.signals import belongings_went, couple_ended
        from dialogues.signals import words_erased
        from transcripts import personal_data, reminder_types
        from transcripts.exports import services
        from transcripts.search import index

        hears = (
            (couple_ended, "exports", lambda couple, **_: services.delete_for_couple(couple)),
            (couple_ended, "search", lambda couple, **_: index.evict([couple.pk])),
            (
                words_erased,
                "exports",
                lambda couples, by=None, **_: services.revoke_for_erased_words(couples, by),
            ),
            (words_erased, "search", lambda couples, **_: index.evict(couples)),
            (belongings_went, "exports", lambda user, **_: services.delete_for_user(user)),
        )
        for signal, who, act in hears:
            signal.connect(act, weak=False, dispatch_uid=who)
        reminder_types.register()
        personal_data.register()
