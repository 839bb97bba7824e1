"""Turn published transcripts into draft records. Exit 0; 1 some could not be drafted; 2 usage."""

import argparse
import re
import sys
from datetime import date

from onbackground.corpus import Corpus, UsageError
from onbackground.transcript.drafting import Chosen
from onbackground.transcript.intake import Intake, Outcome, sources_of, table, take_all


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _pattern(pattern: str):
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text
    return check


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="draft.py", description=__doc__)
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="text, HTML or Markdown: a file, a folder or an http(s) address")
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/ and vocabulary/")
    parser.add_argument("--id", type=_pattern(r"[a-z][a-z0-9]*(-[a-z0-9]+)*-\d{4}-\d\d-\d\d(-[a-z0-9]+)+"), help="the id of one source: publisher-date-slug")
    parser.add_argument("--publisher", type=_pattern(r"[a-z0-9]+(-[a-z0-9]+)*"), help="who published it, where the page does not say")
    parser.add_argument("--date", type=_day, help="the day of the briefing (YYYY-MM-DD), where the page does not say")
    options = parser.parse_args(arguments)
    try:
        sources = list(sources_of(options.sources))
        if options.id and len(sources) != 1:
            raise UsageError(f"--id is for one source; there are {len(sources)}")
        intake = Intake(Corpus.at(options.corpus), Chosen(options.id, options.publisher, options.date))
    except UsageError as error:
        print(f"draft.py: {error}", file=sys.stderr)
        return 2
    done = 0

    def seen(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            print(f"\r\033[K{done}/{len(sources)} {outcome.source[-60:]}", end="" if done < len(sources) else "\r\033[K", file=sys.stderr, flush=True)

    outcomes = take_all(intake, sources, seen)
    sys.stdout.write(table(outcomes))
    return 1 if any(outcome.result == "refused" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
