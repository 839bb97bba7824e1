"""One polite request for a page: one address, one answer, limits on size and time."""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPMessage
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from onbackground.drafting.pages.kinds import too_large
from onbackground.drafting.pages.page import MAX_BYTES, Refused

SECONDS = 30.0
"""For connection and answer together; a server that drips is given up."""

USER_AGENT = "onbackground-draft/0.1 (one request for one page; records of press briefings)"
_READABLE = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/octet-stream",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml",
)


class Answer(NamedTuple):
    """What a server sent: the bytes, the encoding that it named, the address after redirects."""

    content: bytes
    charset: str | None
    url: str


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, none to another scheme: https stays https, and nothing leads to a file."""

    max_redirections = 5

    def redirect_request(
        self,
        request: urllib.request.Request,
        file: IO[bytes],
        code: int,
        message: str,
        headers: HTTPMessage,
        address: str,
    ) -> urllib.request.Request | None:
        if urlsplit(address).scheme != urlsplit(request.full_url).scheme:
            file.close()
            raise Refused(f"is redirected to another scheme, {address}: ask for that address if it is the right one")
        if _is_private(address) and not _is_private(request.full_url):
            file.close()
            raise Refused(
                f"is redirected into a private network, {address}: ask for that address if it is the right one"
            )
        return super().redirect_request(request, file, code, message, headers, address)


def _is_private(url: str) -> bool:
    """Whether an address leads to this machine or into a network that is not public, by any of its numbers."""
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname or "", None, type=socket.SOCK_STREAM)
        return any(not ipaddress.ip_address(str(number[4][0]).partition("%")[0]).is_global for number in found)
    except (OSError, ValueError):  # a name without a number is asked for no page
        return False


def is_address(source: str) -> bool:
    """Whether a source is an address rather than a file."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, seconds: float = SECONDS, limit: int = MAX_BYTES) -> Answer:
    """The page at an address. Raises Refused for whatever a server or the network may do.

    The request runs in a thread of its own: its time limits are for single steps, and a server that drips its headers
    or says `100 Continue` for ever takes one step after another.
    """
    answers: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_fetched(url, seconds, limit))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise Refused(f"cannot be fetched: no whole answer within {seconds:.0f} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _fetched(url: str, seconds: float, limit: int) -> Answer:
    deadline = time.monotonic() + seconds
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        _SameScheme,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    try:
        request = urllib.request.Request(
            url,
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "text/html, text/plain, text/markdown;q=0.9, */*;q=0.1",
                "Accept-Encoding": "identity",
            },
        )
        with opener.open(request, timeout=seconds) as answer:
            kind = answer.headers.get_content_type()
            if not kind.startswith(_READABLE):
                raise Refused(f"is {kind}, not a page of text")
            if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise Refused(
                    f"was sent compressed ({answer.headers['Content-Encoding']}) although plain text was asked for"
                )
            content = _read(answer, deadline, limit, seconds)
            return Answer(content, answer.headers.get_content_charset(), answer.geturl())
    except urllib.error.HTTPError as error:
        error.close()
        raise Refused(f"cannot be fetched: the server answers {error.code}, {_said(error.reason)}") from None
    except urllib.error.URLError as error:
        raise Refused(f"cannot be fetched: {_said(error.reason)}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(f"cannot be fetched: {_said(error)}") from None


def _read(answer: http.client.HTTPResponse, deadline: float, limit: int, seconds: float) -> bytes:
    """The body, in pieces, so that neither its size nor its slowness is the server's to decide."""
    content = bytearray()
    while piece := answer.read1(65536):
        content += piece
        if len(content) > limit:
            raise Refused(too_large(int(answer.headers.get("Content-Length") or len(content))))
        if time.monotonic() > deadline:
            raise Refused(f"cannot be fetched: no whole answer within {seconds:.0f} seconds")
    announced = answer.headers.get("Content-Length", "")
    if announced.isdigit() and len(content) < int(announced):
        raise Refused(f"cannot be fetched: the answer breaks off after {len(content):,} of {int(announced):,} bytes")
    return bytes(content)


def _said(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__
