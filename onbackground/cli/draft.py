"""Turn published transcripts into draft records. Exit 0; 1 some could not be drafted; 2 usage."""

import argparse
import sys
from pathlib import Path

from onbackground.cli import shell
from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus, UsageError, year_of
from onbackground.drafting.draft import Chosen
from onbackground.drafting.intake import Intake, sources_of, table, take_all
from onbackground.drafting.pages.page import Refused
from onbackground.drafting.renumber import renumbered
from onbackground.drafting.why import why
from onbackground.findings import program


@shell.command("draft")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=program("draft"), description=__doc__)
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="text, HTML, Markdown, PDF, DOCX, or CSV with a row a briefing: file, folder, http(s) address; or the id "
        "of a row of catalogue/briefings.csv",
    )
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/ and vocabulary/")
    parser.add_argument("--id", help="the id of one source: publisher-YYYY-MM-DD-slug")
    parser.add_argument("--publisher", help="who published it, where the page does not say")
    parser.add_argument("--date", help="the day of the briefing (YYYY-MM-DD), where the page does not say")
    parser.add_argument("--why", action="store_true", help="say how each line is read and why; write nothing")
    parser.add_argument(
        "--renumber",
        action="store_true",
        help="number the ids of draft records (given instead of sources) in order",
    )
    options = parser.parse_args(arguments)
    if options.renumber:
        return _renumber(options.sources)
    corpus = Corpus.to_write(options.corpus)
    sources = list(sources_of(options.sources, corpus))
    if options.id and len(sources) != 1:
        raise UsageError(f"--id is for one source; there are {len(sources)}")
    intake = Intake(corpus, Chosen(options.id, options.publisher, options.date))
    if options.why:
        return _explain(intake, sources)
    outcomes = take_all(intake, sources, sys.stderr if sys.stderr.isatty() else None)
    sys.stdout.write(table(outcomes))
    drafted = [f"records/{year_of(one.detail)}/{one.detail}.yaml" for one in outcomes if one.result == "drafted"]
    if drafted:
        print(f"Next: {corpus.command('review', drafted[0])} --serve opens the page to read and label it in")
    return 1 if any(outcome.result == "refused" for outcome in outcomes) else 0


def _explain(intake: Intake, sources: list[tuple[str, str | None]]) -> int:
    """Print what each line of the sources is taken for."""
    refused = False
    for source, _ in sources:
        try:
            for line in why(intake.page(source)):
                print(line)
        except (Refused, OSError) as error:
            refused = True
            print(f"refused  {source}  {error}")
    return 1 if refused else 0


def _renumber(paths: list[str]) -> int:
    """Give the ids of draft records new numbers, each file whole or not at all."""
    refused = False
    for path in map(Path, paths):
        if not path.is_file():
            raise UsageError(f"{path}: no such file")
        try:
            with writing.held(path.resolve().parent, path.name) as file:
                text = (file.content or b"").decode("utf-8")
                made = renumbered(text)
                if made != text:
                    file.replace(made.encode("utf-8"))
            print(f"{path}: {'renumbered' if made != text else 'its ids are in order'}")
        except (Refused, UnicodeDecodeError) as error:
            refused = True
            print(f"{path}: {error}")
    return 1 if refused else 0
