from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from couples.signals import belongings_went, couple_ended
        from dialogues.signals import words_went
        from transcripts import due, theirs
        from transcripts.search import index
        from transcripts.taking import parcels

        hears = (
            (couple_ended, "parcels", lambda couple, **_: parcels.end_of(couple)),
            (couple_ended, "search", lambda couple, **_: index.forget([couple.pk])),
            (words_went, "parcels", lambda couples, by=None, **_: parcels.words_went(couples, by)),
            (words_went, "search", lambda couples, **_: index.forget(couples)),
            (belongings_went, "parcels", lambda user, **_: parcels.belongings_went(user)),
        )
        for signal, who, act in hears:
            signal.connect(act, weak=False, dispatch_uid=who)
        due.declare_all()
        theirs.declare_all()
