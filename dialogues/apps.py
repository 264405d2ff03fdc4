from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from dialogues import closing, due, theirs

        couple_ended.connect(lambda couple, **_: closing.end_of(couple), weak=False, dispatch_uid="dialogues")
        due.declare_all()
        theirs.declare_all()
