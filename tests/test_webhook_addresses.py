"""Where webhooks may lead: only to the public internet, and to the very address looked at."""

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.outgoing import exchange
from app.outgoing.addresses import is_public
from app.outgoing.exchange import seconds_to_wait
from app.webhooks.sending import Post
from tests.conftest import running_server
from tests.keys import OTHER_KEY, with_key
from tests.receivers import receiver
from tests.test_errors_api import check_shape

REFUSED = [
    ("http://127.0.0.1/", "no address on the public internet"),
    ("http://localhost:9000/", "no address on the public internet"),
    ("https://10.1.2.3/", "no address on the public internet"),
    ("http://192.168.0.1/", "no address on the public internet"),
    ("http://169.254.169.254/latest/meta-data", "no address on the public internet"),
    ("http://100.64.0.1/", "no address on the public internet"),
    ("http://0.0.0.0/", "no address on the public internet"),
    ("http://224.0.1.1/", "no address on the public internet"),
    ("http://255.255.255.255/", "no address on the public internet"),
    ("http://[::1]/", "no address on the public internet"),
    ("http://[::ffff:127.0.0.1]/", "no address on the public internet"),
    ("http://[fd00::1]/", "no address on the public internet"),
    ("http://127.1/", "no address on the public internet"),
    ("http://2130706433/", "no address on the public internet"),
    ("http://0x7f000001/", "no address on the public internet"),
    ("https://no-such-host.invalid/", "cannot be resolved"),
    (f"https://{'x' * 70}.example/", "cannot be resolved"),
    ("ftp://example.org/", "begins with https://"),
    ("file:///etc/passwd", "begins with https://"),
    ("https:///hook", "begins with https://"),
    ("example.org/hook", "begins with https://"),
    ("https://user:secret@example.org/", "user name or password"),
    ("https://@example.org/", "user name or password"),
    ("https://example.org:99999/", "this is no URL"),
    ("https://[::1/", "this is no URL"),
    ("https://exämple.org/", "in ASCII"),
    ("https://example.org/a b", "in ASCII"),
    ("https://example.org/\r\nX: y", "in ASCII"),
]


@pytest.fixture(scope="module")
def strict(seeded_url: str) -> Iterator[httpx.Client]:
    """A server that lets webhooks lead to public addresses only, on a database with keys."""
    with running_server(seeded_url, webhooks=False) as client:
        yield client


@pytest.mark.parametrize(("url", "told"), REFUSED)
def test_a_url_that_leads_inside_is_refused_at_once(
    strict: httpx.Client, url: str, told: str
) -> None:
    answer = strict.post("/v1/webhooks", json={"url": url}, headers=with_key(OTHER_KEY))
    problem = check_shape(answer, "invalid-parameter")
    assert problem["errors"][0] | {"detail": ""} == {
        "parameter": "url",
        "location": "body",
        "detail": "",
    }
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::5db8:d70e", True),  # NAT64 of 93.184.215.14
        ("64:ff9b::7f00:1", False),  # and of 127.0.0.1
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("2001:0:1::1", False),  # Teredo
        ("fe80::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:  # noqa: FBT001 (a table's column)
    assert is_public(ipaddress.ip_address(address)) == public


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that resolves to another address each time is looked up once."""
    real, asked = socket.getaddrinfo, []

    def resolve(host: str, port: int, *more: Any, **named: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *more, **named)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with receiver() as sink:
        port = sink.url.split(":")[2].split("/")[0]
        url = f"http://rebinding.example:{port}/a?b=c"
        assert Post(url, timeout=5, private=True).send(b"{}", {}).status == 204
        assert asked == ["rebinding.example"]
        (got,) = sink.received
        assert (got.path, got.headers["host"]) == ("/a?b=c", f"rebinding.example:{port}")
        asked.clear()
        refused = Post(url, timeout=5, private=False).send(b"{}", {})
        assert "no address on the public internet" in str(refused.error)
        assert len(sink.received) == 1


def test_tls_is_checked_against_the_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate, key)
    names: list[str] = []
    serving.sni_callback = lambda _socket, name, _context: names.append(name)
    with receiver(tls=serving) as sink:
        url = sink.url.replace("127.0.0.1", "localhost")
        untrusted = Post(url, timeout=5, private=True).send(b"{}", {})
        assert untrusted.error == "TLS: self-signed certificate"
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(exchange, "_tls", lambda: trusting)
        assert Post(url, timeout=5, private=True).send(b"{}", {}).status == 204
        wrong = Post(sink.url, timeout=5, private=True).send(b"{}", {})
        assert "IP address mismatch" in str(wrong.error)
    assert names[:2] == ["localhost", "localhost"]
    assert len(sink.received) == 1


def test_an_answer_that_drips_is_broken_off_in_time() -> None:
    """Each byte comes well within the time-out, all of them do not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for byte in b"HTTP/1.1 200 " + b"O" * 1000:
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        began = time.monotonic()
        outcome = Post(url, timeout=0.5, private=True).send(b"{}", {})
        assert time.monotonic() - began < 2
        assert (outcome.status, outcome.error) == (None, "no answer within 0.5 s")
        dripping.join()


def test_no_answer_is_told_as_what_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = Post(f"http://127.0.0.1:{port}/", timeout=5, private=True).send(b"", {})
    assert outcome.error == "Connection refused"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("7", 7),
        ("9" * 5000, 86400),
        ("-3", 0),
        ("soon", 0),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("Wed, 31 Dec 2998 23:59:59 GMT", 86400),
    ],
)
def test_retry_after_is_read(header: str | None, seconds: float) -> None:
    assert seconds_to_wait(header) == seconds
