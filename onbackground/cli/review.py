"""Read a record on a page made for reading, and sign what was read. Exit 0; 1 not fit to sign; 2 usage."""

import argparse
import datetime
import sys

from onbackground.cli import shell
from onbackground.corpus.corpus import Corpus
from onbackground.findings import command, printable, program
from onbackground.review import actions
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
    parser.add_argument("--agreement", metavar="OTHER", help="print how far another reading of the briefing agrees")
    parser.add_argument("--apply", metavar="FILE", help="make the edits in a file that a page of the record made")
    parser.add_argument(
        "--unfinished", action="store_true", help="with --apply: also where findings are left, if the format holds"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="with --apply: show what would change, and write nothing"
    )
    parser.add_argument("--serve", action="store_true", help="serve the page here: changes are saved at once")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="with --serve: the port (default: a free one)")
    options = parser.parse_args(arguments)
    chosen = (
        options.sign_off,
        options.since is not None,
        options.agreement is not None,
        options.apply is not None,
        options.serve,
        options.blind,
    )
    if sum(chosen) > 1:
        parser.error("--sign-off, --since, --agreement, --apply, --serve, --blind: one at a time")
    if (options.unfinished or options.dry_run) and options.apply is None:
        parser.error("--unfinished and --dry-run need --apply")
    given = (options.by is not None, options.kind is not None, bool(options.layers))
    if (options.sign_off and not all(given[:2])) or (any(given) and not options.sign_off):
        parser.error("--sign-off needs --by and --kind; these and --layers need --sign-off")
    try:
        corpus = Corpus.to_write(options.corpus)
        path = actions.one_record(corpus, options.record)
        if options.sign_off:
            layers = [layer for part in options.layers for layer in part.split(",") if layer]
            print(actions.sign_off(corpus, path, options.by, options.kind, layers, datetime.date.today().isoformat()))
        elif options.agreement is not None:
            print(actions.agree(corpus, path, options.agreement))
        elif options.serve:
            actions.serve(corpus, path, options.port)
        elif options.apply is not None:
            print(actions.apply(corpus, path, options.apply, options.unfinished, options.dry_run))
        else:
            called = [
                *command("review").split(),
                options.record,
                *(["--corpus", options.corpus] if options.corpus else []),
            ]
            print(actions.write_page(corpus, path, called, options.since, options.out, options.blind))
    except NotFit as error:
        sys.stdout.write(as_text(corpus, error.findings, 1) if error.findings else "")
        print(f"{program('review')}: {printable(str(error))}", file=sys.stderr)
        return 1
    return 0
