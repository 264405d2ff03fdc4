"""The mail app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from mail import queue
        from mail.models import OutgoingMail

        post_delete.connect(queue.delete_mail_file_on_delete, sender=OutgoingMail, dispatch_uid="mail")
