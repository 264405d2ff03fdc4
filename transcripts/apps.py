from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from couples.signals import belongings_went, couple_ended
        from dialogues.signals import words_went
        from transcripts import due, theirs
        from transcripts.search import index
        from transcripts.taking import parcels

        name = "parcels"
        couple_ended.connect(lambda couple, **_: parcels.end_of(couple), weak=False, dispatch_uid=name)
        words_went.connect(lambda couples, **_: parcels.words_went(couples), weak=False, dispatch_uid=name)
        belongings_went.connect(
            lambda user, **_: parcels.belongings_went(user), weak=False, dispatch_uid=name
        )
        due.declare_all()
        theirs.declare_all()
        index.listen()
