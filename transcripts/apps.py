from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from couples.signals import belongings_went, couple_ended
        from transcripts import due, index, theirs
        from transcripts.models import Parcel

        belongings_went.connect(
            lambda user, **_: theirs.drop(Parcel.objects.filter(user=user)),
            weak=False,
            dispatch_uid="transcripts",
        )
        couple_ended.connect(
            lambda couple, **_: theirs.drop(Parcel.objects.filter(couple=couple)),
            weak=False,
            dispatch_uid="transcripts",
        )
        due.declare_all()
        theirs.declare_all()
        index.listen()
