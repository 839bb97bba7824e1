"""The page as it is served on this machine: changes go to the file at once, findings come back.

The server writes by the same code as `review.py --apply`. It listens on 127.0.0.1 only, answers nobody who does not
know the token in its address, checks Host and Origin (a page of another site must not reach it through the reader's
browser), and makes one change at a time.
"""

from __future__ import annotations

import asyncio
import datetime
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.findings import Unreadable
from onbackground.review import edits, page
from onbackground.review.signoff import NotFit, Signature, sign_off
from onbackground.validation import check

HOST = "127.0.0.1"
WAIT = 20.0
"""Seconds for which a request for news is held when there are none."""
LOOK = 0.25
"""Seconds between two looks at the file."""

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Answer = dict[str, Any]


class Served:
    """One record, as it is read and changed through the page."""

    def __init__(self, corpus: Corpus, path: str):
        self._corpus, self._path = corpus, path
        self._writing = threading.Lock()

    def content(self) -> Answer:
        """What the page shows, from the files as they are now. Raises NotFit where there is nothing to show."""
        corpus = replace(self._corpus)  # with the vocabulary as it is now
        return page.content(corpus, check.check_record(corpus, self._path), []) | {"live": True}

    def html(self) -> str:
        return page.render(self.content())

    def edit(self, body: bytes) -> Answer:
        """Makes edits, unfinished work included, and answers with the new state, or with why they were refused."""
        return self._change(
            lambda: f"{len(edits.apply(self._corpus, self._path, edits.load(body, 'this'), True).changed)} files"
        )

    def sign(self, by: str, kind: str, layers: list[str]) -> Answer:
        """Signs layers of the record as it is in the file."""
        signature = Signature(by, kind, layers, datetime.date.today().isoformat())
        return self._change(lambda: sign_off(self._corpus, self._path, signature))

    def _change(self, does: Callable[[], str]) -> Answer:
        answer: Answer = {}
        with self._writing:
            try:
                answer["said"] = does()
            except NotFit as error:
                found = "; ".join(f"{one.code} {one.message}" for one in error.findings[:3])
                answer["refused"] = f"{error}: {found}" if found else str(error)
            except (UsageError, Unreadable) as error:
                answer["refused"] = str(error)
        try:
            return answer | {"content": self.content()}
        except NotFit as error:
            return answer | {"refused": f"{error}: {error.findings[0].message}" if error.findings else str(error)}

    def digest(self) -> str:
        """The digest of the file as it is now; empty while it cannot be read."""
        try:
            return edits.digest_of(self._corpus.read(self._path))
        except Unreadable:
            return ""


Handler = Callable[[Request], Awaitable[Response]]


class _Pages:
    """What is answered to each request."""

    def __init__(self, served: Served, stopping: Callable[[], bool]):
        self._served, self._stopping = served, stopping

    async def show(self, request: Request) -> Response:
        try:
            return HTMLResponse(await run_in_threadpool(self._served.html), headers=HEADERS)
        except NotFit as error:
            lines = [f"{one.path}:{one.line}:{one.column} {one.code} {one.message}" for one in error.findings]
            return PlainTextResponse("\n".join([str(error), *lines]), 409, HEADERS)

    async def edit(self, request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._served.edit, await _body(request)), headers=HEADERS)

    async def sign(self, request: Request) -> Response:
        try:
            asked = json.loads(await _body(request))
            given = str(asked["by"]), str(asked["kind"]), [str(layer) for layer in asked["layers"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            return PlainTextResponse("by, kind and layers are needed", 400, HEADERS)
        return JSONResponse(await run_in_threadpool(self._served.sign, *given), headers=HEADERS)

    async def news(self, request: Request) -> Response:
        """Answers when the file is another than the one whose digest was given, or after a while."""
        known = request.query_params.get("digest")
        for _ in range(int(WAIT / LOOK)):
            if (now := self._served.digest()) not in (known, ""):
                try:
                    return JSONResponse({"content": await run_in_threadpool(self._served.content)}, headers=HEADERS)
                except NotFit:
                    known = now  # the editor next door saved something that cannot be shown: wait for the next
            if self._stopping() or await request.is_disconnected():
                break
            await asyncio.sleep(LOOK)
        return JSONResponse({}, headers=HEADERS)


def application(served: Served, token: str, port: int, stopping: Callable[[], bool]) -> Starlette:
    """The server of one record, under `/TOKEN/`. `stopping` says whether it is about to end."""
    hosts = [f"{name}:{port}" for name in (HOST, "localhost")]

    def guarded(handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            host, origin = request.headers.get("host", ""), request.headers.get("origin")
            if host not in hosts:
                return PlainTextResponse("this server answers only to its own address", 421, HEADERS)
            if not hmac.compare_digest(request.path_params["token"].encode(), token.encode()):
                return PlainTextResponse("there is nothing here", 404, HEADERS)
            if origin != f"http://{host}" and not (origin is None and request.method in ("GET", "HEAD")):
                return PlainTextResponse("another site may not do this", 403, HEADERS)
            return await handler(request)

        return answer

    pages = _Pages(served, stopping)
    return Starlette(
        routes=[
            Route("/{token}/", guarded(pages.show)),
            Route("/{token}/edits", guarded(pages.edit), methods=["POST"]),
            Route("/{token}/sign", guarded(pages.sign), methods=["POST"]),
            Route("/{token}/changes", guarded(pages.news)),
        ]
    )


async def _body(request: Request) -> bytes:
    """The body of a request; cut off after what edits may have, so that it is refused."""
    content = b""
    try:
        async for part in request.stream():
            content += part
            if len(content) > edits.MOST_BYTES:
                break
    except ClientDisconnect:
        return b""
    return content


class _Server(uvicorn.Server):
    """A server that says when it is ready: from then on Ctrl-C ends it clean."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]):
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def serve(served: Served, port: int, ready: Callable[[str], None]) -> None:
    """Serves a record until Ctrl-C; `ready` is called with the address. Raises UsageError for a port that is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise UsageError(f"--port {port}: {getattr(error, 'strerror', None) or error}") from None
        token, taken = secrets.token_urlsafe(24), listening.getsockname()[1]
        served.content()  # what cannot be shown is said now
        server: _Server
        app = application(served, token, taken, lambda: server.should_exit)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
        server = _Server(config, lambda: ready(f"http://{HOST}:{taken}/{token}/"))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
