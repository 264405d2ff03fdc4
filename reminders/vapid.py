"""The VAPID key, derived from the server's secret, so that all processes share it and nobody has to keep
another."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, FIPS 186-5
INFO = b"imago web push"


@cache
def vapid_key() -> Vapid02:
    """Return the key pair."""
    secret = HKDF(hashes.SHA256(), length=48, salt=None, info=INFO).derive(settings.SECRET_KEY.encode())
    number = int.from_bytes(secret, "big") % (P256_ORDER - 1) + 1
    return Vapid02(ec.derive_private_key(number, ec.SECP256R1()))


@cache
def public_key() -> str:
    """Return the public key for browsers, in unpadded base64."""
    point = vapid_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
