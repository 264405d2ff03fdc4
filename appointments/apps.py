from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self) -> None:
        from appointments import due, theirs, weekly
        from couples.signals import couple_ended

        couple_ended.connect(
            lambda couple, **_: weekly.end_of(couple), weak=False, dispatch_uid="appointments"
        )
        due.declare_all()
        theirs.declare_all()
