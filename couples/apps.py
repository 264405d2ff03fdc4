from django.apps import AppConfig


class CouplesConfig(AppConfig):
    name = "couples"

    def ready(self) -> None:
        from couples import about, expiring

        expiring.declare_all()
        about.declare_all()
