from django.apps import AppConfig


class PulseConfig(AppConfig):
    name = "pulse"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from pulse import due, sharing, theirs

        couple_ended.connect(lambda couple, **_: sharing.end_of(couple), weak=False, dispatch_uid="pulse")
        due.declare_all()
        theirs.declare_all()
