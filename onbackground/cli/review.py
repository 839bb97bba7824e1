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
from onbackground.review.signoff import KINDS, NotFit
from onbackground.validation.report import as_text


@shell.command("review")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=program("review"), description=__doc__)
    parser.add_argument("record", metavar="RECORD", help="the record, records/YEAR/ID.yaml")
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/ and vocabulary/")
    parser.add_argument("--out", metavar="FILE", help="where the page goes (default: review-pages/ in the corpus)")
    parser.add_argument("--blind", action="store_true", help="a page without anybody's labels, for your own reading")
    parser.add_argument("--sign-off", action="store_true", help="add a pass over what was read, instead of a page")
    parser.add_argument("--by", metavar="NAME", help="who has read, with --sign-off")
    parser.add_argument("--kind", choices=KINDS, help="whether a person or a model has read, with --sign-off")
    parser.add_argument(
        "--layers", nargs="+", default=[], metavar="LAYER", help="what was read (default: every layer that there is)"
    )
    parser.add_argument("--since", metavar="REF", help="a page of what changed since a commit, side by side")
    parser.add_argument(
        "--agreement",
        nargs="?",
        const="",
        metavar="OTHER",
        help="print how far the readings agree, and every difference; with OTHER, record and that reading or record",
    )
    parser.add_argument("--format", choices=("text", "json"), help="with --agreement (default: text)")
    parser.add_argument("--add-reading", metavar="FILE", help="take in a reading that a page or a person made")
    parser.add_argument("--model", metavar="NAME", help="with --sign-off --kind model: which model")
    parser.add_argument("--model-version", metavar="VERSION", help="with --model: its version")
    parser.add_argument(
        "--saw",
        nargs="+",
        choices=SAW,
        help="with --sign-off: what was seen (default: source turns; later record)",
    )
    parser.add_argument("--apply", metavar="FILE", help="make the edits in a file that a page of the record made")
    parser.add_argument(
        "--adjudicate",
        metavar="FILE",
        nargs="?",
        const="",
        help="a page of where the readings differ; with the FILE that it made: settle them in the record",
    )
    parser.add_argument(
        "--unfinished", action="store_true", help="with --apply: also where findings are left, if the format holds"
    )
    parser.add_argument("--dry-run", action="store_true", help="with a FILE: show what would change, and write nothing")
    parser.add_argument("--serve", action="store_true", help="serve the page here: changes are saved at once")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="with --serve: the port (default: a free one)")
    options = parser.parse_args(arguments)
    chosen = (
        options.sign_off,
        options.since is not None,
        options.agreement is not None,
        options.add_reading is not None,
        options.adjudicate is not None,
        options.apply is not None,
        options.serve,
        options.blind,
    )
    if sum(chosen) > 1:
        parser.error(
            "--sign-off, --since, --agreement, --add-reading, --adjudicate, --apply, --serve, --blind: one at a time"
        )
    if options.unfinished and options.apply is None:
        parser.error("--unfinished needs --apply")
    if options.dry_run and not (options.apply or options.add_reading or options.adjudicate):
        parser.error("--dry-run needs --apply, --add-reading or --adjudicate")
    if options.format and options.agreement is None:
        parser.error("--format needs --agreement")
    if (options.model or options.model_version) and options.kind != "model":
        parser.error("--model and --model-version need --sign-off --kind model")
    if options.saw and not options.sign_off:
        parser.error("--saw needs --sign-off")
    given = (options.by is not None, options.kind is not None, bool(options.layers))
    if (options.sign_off and not all(given[:2])) or (any(given) and not options.sign_off):
        parser.error("--sign-off needs --by and --kind; these and --layers need --sign-off")
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
            print(actions.sign_off(corpus, path, options.by, options.kind, layers, day, model, options.saw))
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
