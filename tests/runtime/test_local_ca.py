"""The authority at home: kept for its owner only, made once, and of no use for any other site."""

from __future__ import annotations

import ssl
import stat
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from runtime import local_ca
from runtime.local_ca import AUTHORITY, CERTIFICATE, SERVER

HOSTS = ["192.168.1.5", "ada.local", "localhost", "127.0.0.1", "::1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    local_ca.ensure_certificate(tmp_path / "tls", HOSTS)
    return tmp_path / "tls"


def server(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / SERVER).read_bytes())


def authority(folder: Path) -> x509.Certificate:
    found = local_ca.certificate(folder)
    assert found
    return found


def lives(certificate: x509.Certificate) -> timedelta:
    return certificate.not_valid_after_utc - certificate.not_valid_before_utc


def shake_hands(folder: Path, chain: Path, name: str) -> None:
    """What a phone that trusts the authority does when it opens `name`."""
    there, here = ssl.MemoryBIO(), ssl.MemoryBIO()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(chain)
    asking = ssl.create_default_context(cadata=(folder / CERTIFICATE).read_bytes())
    web, phone = (
        serving.wrap_bio(there, here, server_side=True),
        asking.wrap_bio(here, there, server_hostname=name),
    )
    for end in (phone, web, phone, web):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue


def test_all_that_is_kept_is_for_its_owner_only(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert kept == dict.fromkeys([AUTHORITY, CERTIFICATE, SERVER], 0o600)
    assert b"PRIVATE" not in (folder / CERTIFICATE).read_bytes()


@pytest.mark.parametrize("name", [AUTHORITY, SERVER])
def test_a_key_that_others_can_read_is_refused(folder: Path, name: str) -> None:
    (folder / name).chmod(0o640)
    with pytest.raises(local_ca.UnusableAuthority, match="chmod 600"):
        local_ca.ensure_certificate(folder, HOSTS)


def cut_in(where: str, pem: bytes) -> bytes:
    """A PEM file as left by a power cut or a bad copy."""
    at = pem.index(b"-----BEGIN CERTIFICATE")
    return {
        "empty": b"",
        "binary": b"\x00\xff" * 200,
        "the key cut": pem[at:],
        "the certificate cut": pem[: at + 200],
        "another key": ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        + pem[at:],
    }[where]


CUTS = ["empty", "binary", "the key cut", "the certificate cut", "another key"]


@pytest.mark.parametrize("where", CUTS)
def test_a_damaged_authority_is_refused_and_not_replaced(folder: Path, where: str) -> None:
    damaged = cut_in(where, (folder / AUTHORITY).read_bytes())
    (folder / AUTHORITY).write_bytes(damaged)
    with pytest.raises(local_ca.UnusableAuthority, match="is damaged. Restore your copy"):
        local_ca.ensure_certificate(folder, HOSTS)
    assert (folder / AUTHORITY).read_bytes() == damaged


@pytest.mark.parametrize("where", CUTS)
def test_a_damaged_server_certificate_is_made_again(folder: Path, where: str) -> None:
    before = authority(folder)
    (folder / SERVER).write_bytes(cut_in(where, (folder / SERVER).read_bytes()))
    (folder / CERTIFICATE).write_bytes(b"")
    local_ca.ensure_certificate(folder, HOSTS)
    assert authority(folder) == before
    shake_hands(folder, folder / SERVER, "localhost")


def test_a_phone_that_trusts_it_opens_each_address(folder: Path) -> None:
    for host in HOSTS:
        shake_hands(folder, folder / SERVER, host)
    names = server(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ip_address("192.168.1.5") in names.get_values_for_type(x509.IPAddress)


@pytest.mark.parametrize("site", ["bank.example", "8.8.8.8", "notlocal"])
def test_whoever_steals_its_key_cannot_speak_for_another_site(
    folder: Path, tmp_path: Path, site: str
) -> None:
    pem = (folder / AUTHORITY).read_bytes()
    forged = trustme.CA.from_pem(pem, pem).issue_cert(site)
    chain = tmp_path / "forged.pem"
    forged.private_key_and_cert_chain_pem.write_to_path(str(chain))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(folder, chain, site)


def test_it_makes_no_other_authority_and_its_limits_bind(folder: Path) -> None:
    extensions = authority(folder).extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.path_length) == (True, 0)
    assert extensions.get_extension_for_class(x509.NameConstraints).critical


def test_they_live_as_long_as_phones_accept(folder: Path) -> None:
    assert lives(server(folder)) <= timedelta(days=397)
    assert timedelta(days=3600) < lives(authority(folder)) < timedelta(days=3700)


def test_another_start_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert local_ca.ensure_certificate(folder, HOSTS) == HOSTS
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_address_gets_a_new_certificate_of_the_same_authority(folder: Path) -> None:
    before, old = authority(folder), server(folder)
    local_ca.ensure_certificate(folder, ["10.0.0.7", *HOSTS])
    assert authority(folder) == before
    assert server(folder) != old
    shake_hands(folder, folder / SERVER, "10.0.0.7")


def test_a_certificate_that_is_about_to_end_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, old = authority(folder), server(folder)
    monkeypatch.setattr(local_ca, "RENEW_BEFORE", local_ca.SERVER_LIFETIME)
    local_ca.ensure_certificate(folder, HOSTS)
    assert authority(folder) == before
    assert server(folder) != old


def test_an_authority_that_ends_before_its_next_certificate_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = authority(folder)
    monkeypatch.setattr(local_ca, "SERVER_LIFETIME", local_ca.AUTHORITY_LIFETIME)
    local_ca.ensure_certificate(folder, HOSTS)
    assert authority(folder) != before
    shake_hands(folder, folder / SERVER, "localhost")


def test_a_public_address_gets_no_certificate(tmp_path: Path) -> None:
    hosts = ["8.8.8.8", "imago.example", "localhost"]
    assert local_ca.ensure_certificate(tmp_path / "tls", hosts) == ["localhost"]


@pytest.mark.parametrize(
    ("host", "name"), [("Ada.fritz.box", "ada.local"), ("ada-2", "ada-2.local"), ("a_b", "localhost")]
)
def test_the_name_at_home(monkeypatch: pytest.MonkeyPatch, host: str, name: str) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: host)
    assert local_ca.mdns_name() == name
