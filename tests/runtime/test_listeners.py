"""By which addresses people are let in, wherever this machine is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography import x509

from runtime import banner, local_ca
from runtime.listeners import PlainListeners, TlsListeners, origin

At = Callable[..., TlsListeners]


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """Listeners on free ports, in a network where this machine has that address."""
    monkeypatch.setattr("socket.gethostname", lambda: "ada")
    with ExitStack() as opened:

        def there(address: str, host: str = "0.0.0.0") -> TlsListeners:
            monkeypatch.setattr(banner, "lan_host", lambda: address)
            listeners = TlsListeners(host, 0, 0, tmp_path / "tls")
            opened.callback(listeners.close)
            return listeners

        yield there


def hosts(listeners: TlsListeners) -> list[str]:
    return [
        word.removeprefix("https://").rsplit(":", 1)[0] for word in listeners.environ["IMAGO_ORIGINS"].split()
    ]


def names(listeners: TlsListeners) -> set[str]:
    """What its certificate is for."""
    pem = (listeners.tls / local_ca.SERVER).read_bytes()
    found = x509.load_pem_x509_certificate(pem).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    return {str(one.value) for one in found.value}


def test_phones_come_by_the_address_at_home(at: At) -> None:
    listeners = at("192.168.1.5")
    assert hosts(listeners) == ["192.168.1.5", "ada.local", "localhost", "127.0.0.1", "[::1]"]
    assert listeners.trust_url == f"http://192.168.1.5:{listeners.port}/"
    assert listeners.phone_url == listeners.environ["IMAGO_ORIGINS"].split()[0]
    assert listeners.environ["IMAGO_HOME_TLS"] == str(listeners.port)


def test_in_another_network_the_same_authority_vouches_for_the_new_address(at: At) -> None:
    before = at("192.168.1.5")
    authority, old = before.authority(), names(before)
    after = at("10.0.0.7")
    assert after.authority() == authority
    assert "10.0.0.7" not in old
    assert "10.0.0.7" in names(after)


@pytest.mark.parametrize("address", ["8.8.8.8", "ada"])
def test_without_a_private_address_phones_come_by_name(at: At, address: str) -> None:
    listeners = at(address)
    assert hosts(listeners)[0] == "ada.local"
    assert listeners.trust_url == f"http://ada.local:{listeners.port}/"


def test_when_only_this_machine_is_served_no_phone_is_invited(at: At) -> None:
    listeners = at("192.168.1.5", host="127.0.0.1")
    assert listeners.phone_url is None
    assert listeners.trust_url == f"http://localhost:{listeners.port}/"


def test_origins_that_somebody_chose_are_kept(at: At, settings) -> None:
    settings.ORIGINS, settings.ALLOWED_HOSTS = ["https://nas.local:8443"], ["nas.local"]
    listeners = at("192.168.1.5")
    assert listeners.environ["IMAGO_ORIGINS"] == "https://nas.local:8443"
    assert listeners.phone_url == "https://nas.local:8443"
    assert "nas.local" in names(listeners)


def test_an_origin_is_written_as_browsers_write_it() -> None:
    assert origin("ada.local", 443) == "https://ada.local"
    assert origin("::1", 8443) == "https://[::1]:8443"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], PlainListeners]]:
    monkeypatch.setattr(banner, "lan_host", lambda: "192.168.1.5")
    with ExitStack() as opened:

        def listeners() -> PlainListeners:
            found = PlainListeners("0.0.0.0", 0)
            opened.callback(found.close)
            return found

        yield listeners


def test_a_container_does_not_send_phones_to_its_own_address(plain, monkeypatch) -> None:
    assert plain().phone_url.startswith("http://192.168.1.5:")
    monkeypatch.setenv("IMAGO_CONTAINER", "1")
    listeners = plain()
    assert listeners.phone_url is None
    assert "192.168.1.5" not in listeners.environ["IMAGO_HOME_ORIGIN"]
    assert "the port you published" in "".join(listeners.startup_lines())


def test_without_https_too_the_chosen_address_is_the_one_that_is_told(plain, settings) -> None:
    settings.ORIGINS = ["http://talks.example:9000"]
    listeners = plain()
    assert listeners.phone_url == listeners.local_url == "http://talks.example:9000"
    assert "192.168.1.5" not in "".join(listeners.startup_lines())
