from django.apps import AppConfig


class ChangeRequestsConfig(AppConfig):
    name = "change_requests"

    def ready(self) -> None:
        from change_requests import asking, due, theirs
        from dialogues.followers import follow

        follow(asking.KIND, asking.FOLLOWER)
        due.declare_all()
        theirs.declare_all()
