"""The app's configuration."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    """Delete exports and cached words when their source is erased in another app."""

    name = "transcripts"

    def ready(self) -> None:
        """Connect signals, and register reminders and personal data."""
        from couples.signals import couple_ended, handover_changed, personal_data_erased
        from dialogues.hooks import LineMarker, register_line_marker
        from dialogues.signals import words_erased
        from transcripts import handover, home_items, notes_and_bookmarks, personal_data, reminder_types
        from transcripts.exports import services
        from transcripts.search import index

        receivers = (
            (couple_ended, "exports", lambda couple, **_: services.delete_for_couple(couple)),
            (couple_ended, "search", lambda couple, **_: index.evict([couple.pk])),
            (
                words_erased,
                "exports",
                lambda couples, by=None, **_: services.revoke_for_erased_words(couples, by),
            ),
            (words_erased, "search", lambda couples, **_: index.evict(couples)),
            (words_erased, "handover", lambda couples, **_: handover_changed.send(None, couples=couples)),
            (personal_data_erased, "exports", lambda user, **_: services.delete_for_user(user)),
        )
        for signal, name, receiver in receivers:
            signal.connect(receiver, weak=False, dispatch_uid=name)
        register_line_marker(LineMarker("transcripts:bookmark", notes_and_bookmarks.has_bookmark))
        handover.register()
        home_items.register()
        reminder_types.register()
        personal_data.register()
