"""The inbox' socket."""

from __future__ import annotations

from typing import Any

from django.urls import path

from reminders.consumers import InboxConsumer

socket: Any = InboxConsumer.as_asgi()
websocket_urlpatterns = [path("ws/inbox/", socket)]
