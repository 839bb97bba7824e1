"""Read a record on a page made for reading, and sign what was read. Exit 0; 1 not fit to sign; 2 usage."""

import argparse
import datetime
import shlex
import sys
from pathlib import Path

from onbackground.cli import shell
from onbackground.corpus.corpus import Corpus
from onbackground.findings import printable, program
from onbackground.review import actions, readings
from onbackground.review.keeping import SAW
from onbackground.review.signoff import KINDS, NotFit, Signature, sign_off
from onbackground.validation.report import as_text


@shell.command("review")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=program("review"), description=__doc__)
    add = parser.add_argument
    add("record", metavar="RECORD", help="the record: records/YEAR/ID.yaml")
    add("--corpus", metavar="DIR", help="the folder with records/, sources/ and vocabulary/")
    add("--out", metavar="FILE", help="where to write the page (default: review-pages/ in the corpus)")
    one = parser.add_mutually_exclusive_group()
    only = one.add_argument
    only("--blind", action="store_true", help="make a page without anybody's labels, for a reading of your own")
    only("--serve", action="store_true", help="serve the page on this machine; every change is saved at once")
    only("--since", metavar="REF", help="make a page of what changed since a commit")
    only("--sign-off", action="store_true", help="sign what was read; needs --by and --kind")
    only("--apply", metavar="FILE", help="make the edits in a file that the page made")
    only("--add-reading", metavar="FILE", help="keep a reading that the blind page or a person made")
    only(
        "--adjudicate",
        metavar="FILE",
        nargs="?",
        const="",
        help="make a page of the differences between readings; with the FILE that it made, settle them in the record",
    )
    only(
        "--agreement",
        nargs="?",
        const="",
        metavar="OTHER",
        help="print how far the readings agree, and every difference; with OTHER, compare the record with that file",
    )
    add("--by", metavar="NAME", help="with --sign-off: who has read")
    add("--kind", choices=KINDS, help="with --sign-off: whether a person or a model has read")
    add(
        "--layers", nargs="+", default=[], metavar="LAYER", help="with --sign-off: what was read (default: every layer)"
    )
    add(
        "--saw",
        nargs="+",
        choices=SAW,
        help="with --sign-off: what the reader saw (default: source turns, and record if it was signed before)",
    )
    add("--model", metavar="NAME", help="with --kind model: which model")
    add("--model-version", metavar="VERSION", help="with --kind model: its version")
    add("--unfinished", action="store_true", help="with --apply: allow findings, but not a broken format")
    add("--dry-run", action="store_true", help="with a FILE: show what would change, and write nothing")
    add("--port", type=int, default=0, metavar="N", help="with --serve: the port (default: a free one)")
    add("--format", choices=("text", "json"), help="with --agreement (default: text)")
    options = parser.parse_args(arguments)
    if options.sign_off and not (options.by and options.kind):
        parser.error("--sign-off needs --by NAME and --kind human (or model)")
    if (options.by or options.kind or options.layers or options.saw) and not options.sign_off:
        parser.error("--by, --kind, --layers and --saw need --sign-off")
    if (options.model or options.model_version) and options.kind != "model":
        parser.error("--model and --model-version need --kind model")
    if options.unfinished and not options.apply:
        parser.error("--unfinished needs --apply")
    if options.dry_run and not (options.apply or options.add_reading or options.adjudicate):
        parser.error("--dry-run needs a FILE: --apply, --add-reading or --adjudicate")
    if options.format and options.agreement is None:
        parser.error("--format needs --agreement")
    try:
        corpus = Corpus.to_write(options.corpus)
        if options.agreement is not None:
            print(actions.agree(corpus, options.record, options.agreement or None, options.format == "json"))
            return 0
        path = actions.one_record(corpus, options.record)
        if options.sign_off:
            layers = [layer for part in options.layers for layer in part.split(",") if layer]
            day = datetime.date.today().isoformat()
            model = _model(options.model, options.model_version)
            print(sign_off(corpus, path, Signature(options.by, options.kind, layers, day, model, options.saw)))
        elif options.add_reading is not None:
            print(readings.add_reading(corpus, path, Path(options.add_reading), options.dry_run))
        elif options.adjudicate:
            print(readings.adjudicate(corpus, path, Path(options.adjudicate), options.dry_run))
        elif options.serve:
            actions.serve(corpus, path, options.port)
        elif options.apply is not None:
            print(actions.apply(corpus, path, options.apply, options.unfinished, options.dry_run))
        else:
            mode = "blind" if options.blind else "settle" if options.adjudicate is not None else ""
            called = shlex.split(corpus.command("review", options.record))
            print(actions.write_page(corpus, path, called, options.since, options.out, mode))
    except NotFit as error:
        sys.stdout.write(as_text(corpus, error.findings, 1) if error.findings else "")
        print(f"{program('review')}: {printable(str(error))}", file=sys.stderr)
        return 1
    return 0


def _model(name: str | None, version: str | None) -> dict[str, str | None] | None:
    """Which model signs, as it was given; what was not given is null, with the reason."""
    if name is None and version is None:
        return None
    known = {"name": name, "version": version}
    return known if name and version else {**known, "because": "Not given when it was signed."}
