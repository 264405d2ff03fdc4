"""The live room's socket."""

from __future__ import annotations

from django.urls import path

from dialogues.consumers import DialogueConsumer

websocket_urlpatterns = [path("ws/dialogues/<uuid:dialogue>/", DialogueConsumer.as_asgi())]
