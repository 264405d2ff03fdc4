"""The two demo couples. They sign in by link; they have no passwords."""

from __future__ import annotations

from couples.models import Partner, User
from couples.pairing import pair
from couples.profiles import create_profile

COUPLES = [("Ana", "Ben"), ("Cleo", "Dan")]


def create_demo_couples() -> None:
    """Create the couples that don't exist yet."""
    for names in COUPLES:
        first, second = (demo_person(name) for name in names)
        if not Partner.objects.current(first):
            pair(first, second)


def demo_person(name: str) -> User:
    """Return the demo user of this name, creating them if needed."""
    email = f"{name.lower()}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email)
        create_profile(user, first_name=name)
    return user
