from django.apps import AppConfig


class WorkupConfig(AppConfig):
    name = "workup"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from workup import due, sharing, theirs

        couple_ended.connect(lambda couple, **_: sharing.end_of(couple), weak=False, dispatch_uid="workup")
        due.declare_all()
        theirs.declare_all()
