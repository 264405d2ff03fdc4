"""`verify`: the product does not start with keys that do not open its data."""

from __future__ import annotations

from vault.models import Check, DataKey
from vault.wrapping import WrongKey, unwrap, wrap

NAME, PROOF = "vault_check", b"these keys open this data"

__all__ = ["WrongKey", "verify"]


def verify() -> None:
    """WrongKey unless the keys in hand open this data. At the very first start they are made its keys."""
    check = Check.objects.first()
    if check is None:
        if DataKey.objects.filter(wrapped__isnull=False).exists():
            raise WrongKey(
                "These keys cannot be told to be the right ones: the check beside the data is missing."
            )
        wrapped, master = wrap(PROOF, NAME)
        check, _ = Check.objects.get_or_create(id=1, defaults={"wrapped": wrapped, "master": master})
    unwrap(bytes(check.wrapped), check.master, NAME)
    for key in DataKey.objects.filter(wrapped__isnull=False).order_by("master").distinct("master"):
        unwrap(bytes(key.wrapped or b""), key.master, f"vault_datakey:{key.pk}")
