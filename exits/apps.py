from django.apps import AppConfig


class ExitsConfig(AppConfig):
    name = "exits"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from dialogues.followers import follow
        from exits import due, following, keeping, theirs

        follow(keeping.KIND, following.FOLLOWER)
        couple_ended.connect(lambda couple, **_: keeping.end_of(couple), weak=False, dispatch_uid="exits")
        due.declare_all()
        theirs.declare_all()
