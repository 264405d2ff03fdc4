"""The reminders app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from core.reminder_types import clock_moved, due_now
        from couples.signals import couple_ended
        from reminders import inbox, personal_data, progress, tasks

        couple_ended.connect(
            lambda couple, **_: inbox.on_couple_ended(couple), weak=False, dispatch_uid="reminders"
        )
        due_now.connect(lambda name, **_: tasks.announce_soon(name), weak=False, dispatch_uid="reminders")
        clock_moved.connect(lambda user, **_: progress.look_again(user), weak=False, dispatch_uid="reminders")
        personal_data.register()
