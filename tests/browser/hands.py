"""Somebody at the page: presses keys and the mouse, and counts; a page that is served; files that the page hands out."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from browsing import WIDE

from onbackground.corpus.corpus import Corpus
from onbackground.record import schema
from onbackground.review.serve import HOST, Served, application

FIND = """([turn, first, last]) => {
  const root = document.querySelector(`.text[data-turn="${turn}"]`), walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  root.scrollIntoView({ block: "center" });
  const nodes = []; let whole = "";
  while (walk.nextNode()) { nodes.push([walk.currentNode, whole.length]); whole += walk.currentNode.data; }
  const box = (at) => { const [node, start] = nodes.findLast(([, start]) => start <= at); const range = document.createRange();
    range.setStart(node, at - start); range.setEnd(node, at - start + 1); return range.getBoundingClientRect(); };
  const start = whole.indexOf(first), end = whole.indexOf(last, start) + last.length;
  const a = box(start), b = box(end - 1);
  return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2]; }"""


class Hands:
    """Hands on a page. `count` is the number of keys pressed and of presses of the mouse; a drag is one press."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)

    def type(self, text):
        """Types words, a key a letter, and Enter."""
        self.page.keyboard.type(text)
        self.count += len(text)
        self.press("Enter")

    def click(self, selector):
        self.page.locator(selector).first.click()
        self.count += 1

    def choose(self, turn, first, last):
        """Chooses the words of a turn from one to another, with the mouse."""
        x, y, to_x, to_y = self.page.evaluate(FIND, [turn, first, last])
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=3)
        self.page.mouse.up()
        self.page.wait_for_timeout(30)
        self.count += 1


def also(ask):
    """The keys for the other labels of an ask: Shift and the number of each."""
    labels = schema.text("briefing")["$defs"]["reply"]["enum"]
    return [f"Shift+{labels.index(label) + 1}" for label in ask.get("also", ())]


def label_the_lake(hands, typed):
    """Gives the briefing of docs/record.md all its labels, with keys alone: what `typed` says that a reader typed."""
    asks, events = typed["exchanges"]["x01"]["asks"], typed["events"]
    hands.press("h", "1", "2", "Escape", "Escape")
    hands.press("]", "]", ",", "q", "7")
    hands.type(asks["x01a"]["why"])
    hands.press(",", ",", "q", *also(asks["x01b"]), "4")
    hands.type(asks["x01b"]["why"])
    hands.press("Escape", "ArrowUp", "ArrowUp", *["Shift+ArrowLeft"] * 7, "e")
    hands.type(events["e01"]["what"])
    hands.press("2", "1", "2", "Enter", "1", "Shift+D")
    hands.type("today")
    hands.press("Escape", *["ArrowRight"] * 3, "e")
    hands.type(events["e02"]["what"])
    hands.press("2", "1", "2", "Enter", "4")
    hands.press("Escape", "s", "2", "2", "1", "2", "Enter", "2", "1", "Shift+H")
    hands.press("Escape", "ArrowDown", "s", "3", "1", "2", "3")
    hands.press("Escape", "]", "]", "s", "5", "1", "Enter", "3")
    hands.press(
        "Escape", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight", *["Shift+ArrowLeft"] * 7, "m", "1", "2", "Enter"
    )
    hands.press("/")
    hands.type("e01 consult")
    hands.press("d")
    hands.type(typed["review"]["open"][0]["question"])
    hands.press("h", "Tab", "1", "Escape", "Escape")


@contextmanager
def browsing(browser, address, wait=".turn", **options):
    """A page at an address or of a file, in a context of its own; what goes wrong in its script fails the test."""
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", "accept_downloads": True} | options)
    errors = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    page.goto(address if str(address).startswith("http") else Path(address).as_uri())
    page.wait_for_selector(wait)
    yield page
    context.close()
    assert errors == []


@contextmanager
def serving(corpus: Corpus, path: str):
    """The address of a record that is served for as long as the block lasts."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        port = listening.getsockname()[1]
        server = None
        app = application(Served(corpus, path), "token", port, lambda: server.should_exit)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://{HOST}:{port}/token/"
        finally:
            server.should_exit = True
            thread.join()


def downloaded(page, press):
    """The content of the file that the page hands out when something is pressed."""
    with page.expect_download() as waiting:
        press()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def until(page, expression, seconds=30.0):
    """Waits until an expression holds in the page; its policy forbids what Playwright would do for that."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"after {seconds} s not yet: {expression}"
        page.wait_for_timeout(30)


def saved(page):
    """Waits until everything that is complete is in the file."""
    page.wait_for_timeout(250)
    until(page, "document.querySelector('#live').textContent.startsWith('saved')")


def edits_of(page):
    return json.loads(downloaded(page, lambda: page.locator("#download").click()))
