from django.apps import AppConfig


class ChangeRequestsConfig(AppConfig):
    name = "change_requests"

    def ready(self) -> None:
        from change_requests import asking, due, theirs
        from couples.signals import couple_ended
        from dialogues.followers import follow

        follow(asking.KIND, asking.FOLLOWER)
        couple_ended.connect(
            lambda couple, **_: asking.end_of(couple), weak=False, dispatch_uid="change_requests"
        )
        due.declare_all()
        theirs.declare_all()
