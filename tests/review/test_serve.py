"""The page as it is served: who is answered, what is written, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest
from copies import PATH, copy, edit
from repository import REPOSITORY
from starlette.testclient import TestClient

import onbackground.review
from onbackground.cli import review
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.review import serve
from onbackground.review.serve import Served, application

PORT = 4711
AT = f"http://127.0.0.1:{PORT}"
ID = "state-2011-09-14-harbour-lights"


@pytest.fixture
def folder(tmp_path):
    copy(tmp_path)
    return tmp_path


@pytest.fixture
def client(folder):
    served = Served(Corpus.at(folder), PATH)
    return TestClient(application(served, "secret", PORT, lambda: True), base_url=AT)


def edits(*changes):
    rows = [{"op": op, "at": list(at), "old": old, "new": new} for op, at, old, new in changes]
    return json.dumps({"schema": "edits/1", "record": ID, "digest": "sha256:" + "0" * 64, "edits": rows})


REPLY = ("set", ("exchanges", "x01", "asks", "x01a", "reply"), "declining", "dodging")


def test_the_page_is_served_with_a_policy_that_lets_it_reach_its_own_server_only(client):
    answer = client.get("/secret/")
    assert answer.status_code == 200 and "connect-src &#39;self&#39;" in answer.text.replace("'", "&#39;")
    assert (
        answer.headers["cache-control"] == "no-store" and "frame-ancestors" in answer.headers["content-security-policy"]
    )
    assert '"live":true' in answer.text


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/secret/", {}, 200),
        ("/secret/", {"host": f"localhost:{PORT}"}, 200),
        ("/secret/", {"host": "127.0.0.1"}, 421),
        ("/secret/", {"host": f"evil.example:{PORT}"}, 421),
        ("/secret/", {"origin": "http://evil.example"}, 403),
        ("/secret/", {"origin": AT}, 200),
        ("/other/", {}, 404),
        ("/s%C3%A9cret/", {}, 404),
        ("/", {}, 404),
        ("/secret/changes?digest=x", {"origin": "null"}, 403),
    ],
)
def test_who_is_answered(client, path, headers, status):
    assert client.get(path, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": AT}, 200),
        ({}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": f"http://localhost:{PORT}"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"http://evil.example:{PORT}", "host": f"evil.example:{PORT}"}, 421),
    ],
)
def test_who_may_write(client, folder, headers, status):
    before = (folder / PATH).read_bytes()
    assert client.post("/secret/edits", content=edits(REPLY), headers=headers).status_code == status
    assert ((folder / PATH).read_bytes() != before) == (status == 200)


def send(client, path, content):
    return client.post(f"/secret/{path}", content=content, headers={"origin": AT}).json()


def test_edits_are_written_and_the_new_state_comes_back(client, folder):
    answer = send(client, "edits", edits(REPLY))
    assert "refused" not in answer
    assert answer["content"]["record"]["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "dodging"
    assert strict.load((folder / PATH).read_text(encoding="utf-8")) == answer["content"]["record"]


def test_unfinished_work_is_written_with_its_findings_but_nothing_that_breaks_the_format(client, folder):
    answer = send(client, "edits", edits(("remove", REPLY[1][:4], strict_ask(folder), None)))
    assert "refused" not in answer and answer["content"]["findings"]
    before = (folder / PATH).read_bytes()
    answer = send(client, "edits", edits(("set", ("statements", "s01", "kind"), "commitment", "comitment")))
    assert "OB204" in answer["refused"] and (folder / PATH).read_bytes() == before


def strict_ask(folder):
    return strict.load((folder / PATH).read_text(encoding="utf-8"))["exchanges"]["x01"]["asks"]["x01a"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"schema": "edits/1"}', b"[" * 50_000, b"x" * 11_000_000])
def test_what_is_no_edits_is_refused_in_one_line(client, folder, content):
    before = (folder / PATH).read_bytes()
    answer = send(client, "edits", content)
    assert "not a file of edits" in answer["refused"] or "larger than" in answer["refused"]
    assert (folder / PATH).read_bytes() == before


def test_a_stale_edit_is_refused_and_the_present_state_comes_back(client, folder):
    edit(folder, ("reply: declining", "reply: general"))
    answer = send(client, "edits", edits(REPLY))
    assert '"general"' in answer["refused"]
    assert answer["content"]["record"]["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "general"


def test_many_writers_at_once_lose_nothing(client, folder):
    """Each adds a question of its own: every one is there in the end, or was refused as stale."""
    answers = []

    def add(n):
        change = ("add", ("review", "open", 0), None, {"about": "t01", "question": f"Question {n}?"})
        answers.append(send(client, "edits", edits(change)))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = [one["question"] for one in strict.load((folder / PATH).read_text(encoding="utf-8"))["review"]["open"]]
    assert len(answers) == 8 and not [one for one in answers if "refused" in one]
    assert {f"Question {n}?" for n in range(8)} <= set(asked)


def test_signing(client, folder):
    answer = send(client, "sign", json.dumps({"by": "roe", "kind": "human", "layers": ["turns"]}))
    assert "signed by roe" in answer["said"] and answer["content"]["passes"][0]["states"] == {"holds": ["turns"]}
    answer = send(client, "sign", json.dumps({"by": "", "kind": "human", "layers": ["turns"]}))
    assert "name of the reader" in answer["refused"]
    for wrong in (b"", b"[]", b'{"by": "roe"}'):
        assert client.post("/secret/sign", content=wrong, headers={"origin": AT}).status_code == 400


def test_news_come_when_the_file_is_another(client, folder, monkeypatch):
    digest = client.get("/secret/changes?digest=none").json()["content"]["digest"]
    monkeypatch.setattr(serve, "LOOK", 0.01)
    assert client.get(f"/secret/changes?digest={digest}").json() == {}
    edit(folder, ("reply: declining", "reply: general"))
    found = client.get(f"/secret/changes?digest={digest}").json()["content"]
    assert found["record"]["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "general"


def test_while_the_file_cannot_be_shown_the_page_says_why(client, folder):
    text = (folder / PATH).read_text(encoding="utf-8")
    (folder / PATH).write_text(text.replace("turns:\n", "turns: [\n", 1), encoding="utf-8")
    answer = client.get("/secret/")
    assert answer.status_code == 409 and PATH in answer.text and "Traceback" not in answer.text
    assert client.get("/secret/changes?digest=x").json() == {}
    assert "content" not in send(client, "edits", edits(REPLY))
    (folder / PATH).unlink()
    assert client.get("/secret/").status_code == 409


def test_ctrl_c_ends_it_and_the_address_is_of_this_machine(folder):
    command = [sys.executable, str(REPOSITORY / "review.py"), str(folder / PATH), "--corpus", str(folder), "--serve"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
        assert "Ctrl-C" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0 and err == ""


@pytest.mark.parametrize("port", ["1", "99999"])
def test_a_port_that_cannot_be_had(folder, capsys, port):
    arguments = [str(folder / PATH), "--corpus", str(folder), "--serve", "--port", port]
    if port == "1" and os.geteuid() == 0:
        pytest.skip("the superuser may have it")
    assert review.main(arguments) == 2
    assert f"--port {port}" in capsys.readouterr().err


def test_without_the_packages_one_line_says_what_to_install(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "onbackground.review.serve")
    monkeypatch.delattr(onbackground.review, "serve")
    assert review.main([str(folder / PATH), "--corpus", str(folder), "--serve"]) == 2
    assert "uvicorn" in (said := capsys.readouterr().err) and "pip install" in said
