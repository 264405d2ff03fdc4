"""The two couples of the demonstration. They sign in by link; nobody knows a password of theirs."""

from __future__ import annotations

from couples.models import Partner, User
from couples.pairing import pair
from couples.profiles import create_profile

COUPLES = [("Ana", "Ben"), ("Cleo", "Dan")]


def create_demo_couples() -> None:
    """Make who is not there yet."""
    for names in COUPLES:
        first, second = (demo_person(name) for name in names)
        if not Partner.objects.current(first):
            pair(first, second)


def demo_person(name: str) -> User:
    email = f"{name.lower()}@example.org"
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    user = User.objects.create_user(email)
    create_profile(user, first_name=name)
    return user
