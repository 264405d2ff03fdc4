"""The parent_child app."""

from django.apps import AppConfig


class ParentChildConfig(AppConfig):
    name = "parent_child"

    def ready(self) -> None:
        from couples.signals import couple_ended
        from dialogues.gates import register_gate
        from parent_child import personal_data, services

        register_gate(services.KIND, services.GATE)
        couple_ended.connect(
            lambda couple, **_: services.on_couple_ended(couple), weak=False, dispatch_uid="parent_child"
        )
        personal_data.register()
