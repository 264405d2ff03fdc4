"""`/healthz` tells a proxy or a person whether all is up."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_answers_when_all_is_up(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "redis": True}
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


def test_it_says_that_redis_is_away(client: Client, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").json() == {"database": True, "redis": False}


def test_a_proxy_asks_for_the_database_only(client: Client, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/healthz?only=database").status_code == 200


def test_it_rejects_post(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
