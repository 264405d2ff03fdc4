"""The live room's socket."""

from __future__ import annotations

from typing import Any

from django.urls import path

from dialogues.consumers import DialogueConsumer

socket: Any = DialogueConsumer.as_asgi()
websocket_urlpatterns = [path("ws/dialogues/<uuid:dialogue>/", socket)]
