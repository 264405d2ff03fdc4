from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from couples.signals import belongings_went, couple_ended
        from dialogues.signals import words_erased
        from transcripts import personal_data, reminder_types
        from transcripts.exports import services
        from transcripts.search import index

        hears = (
            (couple_ended, "parcels", lambda couple, **_: services.end_of(couple)),
            (couple_ended, "search", lambda couple, **_: index.evict([couple.pk])),
            (words_erased, "parcels", lambda couples, by=None, **_: services.words_went(couples, by)),
            (words_erased, "search", lambda couples, **_: index.evict(couples)),
            (belongings_went, "parcels", lambda user, **_: services.belongings_went(user)),
        )
        for signal, who, act in hears:
            signal.connect(act, weak=False, dispatch_uid=who)
        reminder_types.register()
        personal_data.register()
