"""One request to a server on loopback, and everything that a server may do wrong."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from timing import at_most

from onbackground.corpus.corpus import Corpus
from onbackground.drafting.intake import Intake
from onbackground.drafting.pages import fetch as fetching
from onbackground.drafting.pages.fetch import fetch
from onbackground.drafting.pages.page import Refused
from onbackground.parsing import strict

PAGE = """<html><head><title>Press Call on the Ferry</title></head><body>
<h1>Press Call on the Ferry</h1><p>May 2, 2001</p><p>MODERATOR: Good morning. It’s on the record.</p>
<p>QUESTION: Is there a ferry?</p><p>MR. LOW: There is one caf\xe9 and one ferry.</p></body></html>"""


class Pages(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["User-Agent"]))
        answer = getattr(self, "answer_" + self.path.strip("/").replace("/", "_").split("?")[0], None)
        if answer is None:
            self.send_error(404, "Not Found")
        else:
            answer()

    def send(self, content: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def answer_ferry(self) -> None:
        self.send(PAGE.replace("’", "'").encode("latin-1"), "text/html; charset=ISO-8859-1")

    def answer_moved(self) -> None:
        self.send(b"", status=302, Location="/ferry")

    def answer_elsewhere(self) -> None:
        self.send(b"", status=302, Location="https://127.0.0.1/ferry")

    def answer_file(self) -> None:
        self.send(b"", status=302, Location="file:///etc/passwd")

    def answer_loop(self) -> None:
        self.send(b"", status=302, Location="/loop")

    def answer_picture(self) -> None:
        self.send(b"\x89PNG", "image/png")

    def answer_huge(self) -> None:
        self.send(b"x" * 5000)

    def answer_short(self) -> None:
        self.send(b"x", Content_Length="5000")

    def answer_slow(self) -> None:
        self.send(b"")
        try:
            for _ in range(100):
                self.wfile.write(b"x" * 10)
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    Pages.asked.clear()


def test_a_page_is_fetched_with_one_request_and_drafted(server: str, tmp_path: Path) -> None:
    for folder in ("records", "sources", "vocabulary"):
        (tmp_path / folder).mkdir()
    corpus = Corpus.at(tmp_path)
    outcome = Intake(corpus).take(f"{server}/ferry")
    assert outcome.result == "drafted", outcome.detail
    assert [path for path, _ in Pages.asked] == ["/ferry"]
    assert Pages.asked[0][1].startswith("onbackground")
    record = strict.load(next(tmp_path.glob("records/*/*.yaml")).read_text("utf-8"))
    assert record["source"]["url"] == f"{server}/ferry"
    assert len(record["source"]["retrieved"]) == 10
    assert record["ground_rules"]["attribution"] == "on_record"
    assert "one café" in record["turns"]["t03"]["text"]


def test_a_redirect_within_the_scheme_is_followed(server: str) -> None:
    assert fetch(f"{server}/moved").url == f"{server}/ferry"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("elsewhere", "another scheme"),
        ("file", "not allowed"),
        ("loop", "302"),
        ("gone", "404"),
        ("picture", "image/png"),
        ("short", "cannot be fetched"),
    ],
)
def test_what_a_server_does_wrong_is_a_reason(server: str, path: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        fetch(f"{server}/{path}")
    assert "\n" not in str(refusal.value)


def test_size_and_time_are_limited(server: str) -> None:
    with pytest.raises(Refused, match="bytes"):
        fetch(f"{server}/huge", limit=1000)
    with at_most(3, waiting=True), pytest.raises(Refused, match="seconds"):
        fetch(f"{server}/slow", seconds=0.5)


def test_nobody_there() -> None:
    with pytest.raises(Refused, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/a", seconds=2)
    with pytest.raises(Refused, match="cannot be fetched"):
        fetch("http://[::1/a")


def serve_raw(answer: Callable[[socket.socket], None]) -> tuple[str, socket.socket]:
    """A server that says what it likes to whoever connects first."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                answer(connection)

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}/", listening


def drips(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for n in range(400):
        connection.sendall(b"X-Drip-%d: " % n)
        time.sleep(0.05)
        connection.sendall(b"x\r\n")


def goes_on(connection: socket.socket) -> None:
    for _ in range(400):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drips, goes_on])
def test_a_server_that_never_comes_to_its_page_is_given_up(answer: Callable[[socket.socket], None]) -> None:
    url, listening = serve_raw(answer)
    with listening, at_most(3, waiting=True), pytest.raises(Refused, match="cannot be fetched"):
        fetch(url, seconds=0.5)


PRIVATE = ("127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "[fd00::1]")


@pytest.mark.parametrize("host", PRIVATE)
def test_a_public_page_does_not_lead_into_a_private_network(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    follows = fetching._SameScheme()
    public = urllib.request.Request("http://93.184.215.14/page")
    with pytest.raises(Refused, match="private network"):
        follows.redirect_request(public, io.BytesIO(), 302, "", HTTPMessage(), f"http://{host}:8080/secret")
    inside = urllib.request.Request("http://127.0.0.1/page")
    assert follows.redirect_request(inside, io.BytesIO(), 302, "", HTTPMessage(), f"http://{host}/page")
    assert follows.redirect_request(public, io.BytesIO(), 302, "", HTTPMessage(), "http://93.184.215.14/other")
