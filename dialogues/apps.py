from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from dialogues import personal_data, reminder_types, retention

        couple_ended.connect(
            lambda couple, **_: retention.on_couple_ended(couple), weak=False, dispatch_uid="dialogues"
        )
        reminder_types.register()
        personal_data.register()
