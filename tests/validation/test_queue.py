"""The list of open work."""

import json

from edited import BASE, DRAFT, ODD, VALID, edited, text_of

from onbackground.cli import validate
from onbackground.corpus.corpus import Corpus
from onbackground.validation import queue


def kinds(tasks, path):
    return [(task.kind, task.about) for task in tasks if task.path == path]


def test_the_valid_corpus_lists_what_is_open_in_a_stable_order():
    tasks = queue.queue(Corpus.at(VALID))
    assert [task.kind for task in tasks] == sorted((task.kind for task in tasks), key=list(queue.KINDS).index)
    assert tasks == queue.queue(Corpus.at(VALID))
    assert kinds(tasks, DRAFT)[0][0] == "unread"
    assert [task.about for task in tasks if task.kind == "known"] == [
        "2031-05-20-fish-quotas",
        "2031-05-20-fish-quotas-2",
        "2031-06-rivers",
    ]


def test_a_changed_layer_is_signed_again_and_a_new_one_read():
    text = text_of(ODD)
    sealed = [task for task in queue.queue(Corpus.at(VALID)) if task.path == ODD and task.kind in ("seal", "unread")]
    changed = text.replace("venue: ", "venue: Another ", 1)
    assert changed != text
    tasks = queue.queue(edited(VALID, {ODD: changed.encode()}))
    assert [task for task in tasks if task.path == ODD and task.kind in ("seal", "unread")] != sealed
    assert kinds(tasks, ODD)[0][0] == "findings"


def test_a_record_that_cannot_be_read_is_a_task_and_no_crash():
    tasks = queue.queue(edited(VALID, {BASE: b"- no record\n"}))
    assert kinds(tasks, BASE) == [("findings", "")]


def test_the_command_prints_text_and_json(capsys):
    assert validate.main(["--corpus", str(VALID), "--queue"]) == 0
    assert capsys.readouterr().out.startswith(f"{queue.KINDS['unread']} (")
    assert validate.main(["--corpus", str(VALID), "--queue", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)["queue"]
    assert printed == [task._asdict() for task in queue.queue(Corpus.at(VALID))]


def test_an_empty_corpus_has_nothing_open(tmp_path):
    (tmp_path / "records").mkdir()
    assert queue.as_text(queue.queue(Corpus.at(tmp_path))) == "no open work\n"


def test_what_two_readings_say_differently_is_to_be_settled():
    adjudication = next(path for path in Corpus.at(VALID).listing("readings") if path.endswith("/adjudication.yaml"))
    settled = [task for task in queue.queue(Corpus.at(VALID)) if task.kind == "differs"]
    tasks = [task for task in queue.queue(edited(VALID, {adjudication: None})) if task.kind == "differs"]
    assert settled == [] and tasks
    assert all(task.path == ODD and "--adjudicate" in task.what for task in tasks)
