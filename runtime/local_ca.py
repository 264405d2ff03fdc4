"""HTTPS at home: an authority of one's own, made once, and a certificate of it for this machine's addresses.

Both stay in the data folder, for its owner only. The authority binds itself to addresses at home: a phone that trusts
it does not believe it about any other site.
"""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext as _

from vault import files

AUTHORITY, CERTIFICATE, SERVER = "authority.pem", "authority.crt", "server.pem"
AUTHORITY_LIFETIME = timedelta(days=3650)  # a phone is asked to trust once in about ten years
SERVER_LIFETIME = timedelta(days=397)  # iPhones refuse more: 398 days, or 825 from an authority of one's own
RENEW_BEFORE = timedelta(days=30)  # a certificate is renewed this long before it expires
CLOCK_SKEW = timedelta(days=1)  # a phone's clock may be behind
DOMAINS = ("localhost", "local")
NETWORKS = [
    ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
]


class UnusableAuthority(Exception):
    """The stored authority can't be used; the message is user-facing."""


def ensure_certificate(folder: Path, hosts: Iterable[str]) -> list[str]:
    """Make what is missing, too old or for other addresses; return the hosts that the certificate is for."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = _authority(folder)
    names = [host for host in dict.fromkeys(hosts) if is_local_host(host)]
    if not _serves(folder / SERVER, x509.load_pem_x509_certificate(pem), names):
        now = datetime.now(UTC)
        made = trustme.CA.from_pem(pem, pem).issue_cert(
            *names,
            organization_name="imago",
            organization_unit_name="at home",
            not_before=now - CLOCK_SKEW,
            not_after=now - CLOCK_SKEW + SERVER_LIFETIME,
        )
        files.write(folder / SERVER, made.private_key_and_cert_chain_pem.bytes())
    return names


def local_names() -> list[str]:
    """What this machine is called wherever it is."""
    return [mdns_name(), "localhost", "127.0.0.1", "::1"]


def mdns_name() -> str:
    """Its name in the network at home, as most systems announce it."""
    first = socket.gethostname().split(".")[0].lower()
    return f"{first}.local" if first.replace("-", "").isalnum() and first.isascii() else "localhost"


def is_local_host(host: str) -> bool:
    """Whether the authority may speak for this host."""
    try:
        address = ip_address(host)
    except ValueError:
        return host.rpartition(".")[2] in DOMAINS
    return any(address in network for network in NETWORKS)


def certificate(folder: Path) -> x509.Certificate | None:
    """The authority's certificate, which is public. None if it is missing or incomplete."""
    try:
        return x509.load_der_x509_certificate((folder / CERTIFICATE).read_bytes())
    except (OSError, ValueError):
        return None


def fingerprint(authority: x509.Certificate) -> str:
    """Its SHA-256, in the way that phones show it."""
    return authority.fingerprint(hashes.SHA256()).hex(" ").upper()


def _authority(folder: Path) -> bytes:
    """The authority's key and certificate, in one file so that they always belong together."""
    path = folder / AUTHORITY
    pem = _read(path)
    if pem is None or not _lasts(_parsed(pem, path), SERVER_LIFETIME):
        pem = _new_authority()
        files.write(path, pem)
    public = _parsed(pem, path)
    if certificate(folder) != public:
        files.write(folder / CERTIFICATE, public.public_bytes(Encoding.DER))
    return pem


def _read(path: Path) -> bytes | None:
    """The stored authority, readable by nobody else; None if there is none."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UnusableAuthority(
                _("Other users can read %(file)s. Make it private: chmod 600 %(file)s") % {"file": path}
            )
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnusableAuthority(
            _("%(file)s can't be read: %(reason)s.") % {"file": path, "reason": error.strerror}
        ) from None


def _parsed(pem: bytes, path: Path) -> x509.Certificate:
    try:
        return _with_its_key(pem)
    except ValueError:
        sentence = _(
            "%(file)s is damaged. Restore your copy of it. If you have none, delete it: each phone then has to trust"
            " this computer again."
        )
        raise UnusableAuthority(sentence % {"file": path}) from None


def _with_its_key(pem: bytes) -> x509.Certificate:
    """The first certificate of a file that also holds its private key. ValueError if the file is incomplete."""
    found = x509.load_pem_x509_certificate(pem)
    try:
        key = load_pem_private_key(pem, None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError from error
    if key.public_key() != found.public_key():
        raise ValueError
    return found


def _lasts(one: x509.Certificate, time: timedelta) -> bool:
    return one.not_valid_after_utc > datetime.now(UTC) + time


def _new_authority() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "imago"),
            x509.NameAttribute(NameOID.COMMON_NAME, "imago at home"),
        ]
    )
    begins = datetime.now(UTC) - CLOCK_SKEW
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + AUTHORITY_LIFETIME)
    )
    for extension, critical in _limits(key.public_key()):
        builder = builder.add_extension(extension, critical)
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain + builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _limits(key: ec.EllipticCurvePublicKey) -> list[tuple[x509.ExtensionType, bool]]:
    """What the authority may do, and whether who does not understand that has to refuse it."""
    at_home = [*map(x509.DNSName, DOMAINS), *map(x509.IPAddress, NETWORKS)]
    sign_only = dict.fromkeys(
        [
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    return [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (x509.KeyUsage(key_cert_sign=True, crl_sign=True, **sign_only), True),
        (x509.NameConstraints(permitted_subtrees=at_home, excluded_subtrees=None), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    ]


def _serves(path: Path, authority: x509.Certificate, names: list[str]) -> bool:
    """Return whether the stored certificate is this authority's, for these names, and doesn't expire soon."""
    try:
        one = _with_its_key(_read(path) or b"")
        one.verify_directly_issued_by(authority)
        held = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, InvalidSignature, x509.ExtensionNotFound):
        return False
    addresses = map(str, held.get_values_for_type(x509.IPAddress))
    return {*held.get_values_for_type(x509.DNSName), *addresses} >= set(names) and _lasts(one, RENEW_BEFORE)
