"""How well drafting does on a folder of published transcripts: python benchmarks/draft.py FOLDER"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from onbackground.corpus.corpus import VOCABULARIES, Corpus, UsageError
from onbackground.drafting.intake import Intake, Outcome, sources_of, take_all
from onbackground.drafting.lossless import what_is_lost
from onbackground.parsing import strict
from onbackground.validation.check import check_record

LABEL_LINE = re.compile(
    r"(?:(?:[A-Z][A-Z.’'&-]*|Mc[A-Z]+|[A-Z]\.) ?){1,8}(?:\([^)]{1,30}\) ?)?:(?: |$)|Q ?: |Q [A-Z“(—–-]"
)
"""Written apart from the code that it measures: what a person would call a label at the start of a line."""


class Measured(NamedTuple):
    """What a drafted record came to."""

    id: str
    lossless: bool
    findings: int
    label_lines: list[str]
    empty_turns: int
    turns: int
    speakers: int


def measure(corpus: Corpus, record_id: str) -> Measured:
    """Read record and source back from the corpus, as anybody would."""
    path = f"records/{record_id_year(corpus, record_id)}/{record_id}.yaml"
    record = strict.load(corpus.read(path).decode("utf-8"))
    source = corpus.read(corpus.source_path(record_id)).decode("utf-8-sig")
    texts = [turn["text"] for turn in record["turns"].values()]
    return Measured(
        record_id,
        what_is_lost(record, source) is None,
        len(check_record(corpus, path).findings),
        [line for text in texts for line in text.split("\n") if LABEL_LINE.match(line)],
        sum(not text.strip() for text in texts),
        len(texts),
        len(record["participants"]),
    )


def record_id_year(corpus: Corpus, record_id: str) -> str:
    return corpus.source_path(record_id).split("/")[1]


def report(outcomes: list[Outcome], measured: list[Measured], seconds: float) -> str:
    """The figures, a line each; then every refusal and every suspicious line."""
    refused = [outcome for outcome in outcomes if outcome.result == "refused"]
    speakers = sorted(one.speakers for one in measured)
    lines = [
        f"sources                          {len(outcomes)}",
        f"drafted                          {len(measured)}",
        f"refused                          {len(refused)}",
        f"skipped                          {sum(outcome.result == 'skipped' for outcome in outcomes)}",
        f"lossless                         {sum(one.lossless for one in measured)} of {len(measured)}",
        f"drafts that validate             {sum(not one.findings for one in measured)} of {len(measured)}",
        f"label lines left inside a turn   {sum(len(one.label_lines) for one in measured)}",
        f"empty turns                      {sum(one.empty_turns for one in measured)}",
        f"turns                            {sum(one.turns for one in measured)}",
    ]
    if speakers:
        lines.append(
            f"speakers a file                  {speakers[0]} to {speakers[-1]}, median {speakers[len(speakers) // 2]}"
        )
    lines.append(f"files a second                   {len(outcomes) / seconds:.1f}" if seconds else "")
    lines += [
        f"  {count} refused: {reason}"
        for reason, count in Counter(_reason(outcome.detail) for outcome in refused).most_common()
    ]
    lines += [f"  refused  {Path(outcome.source).name}: {outcome.detail}" for outcome in refused[:40]]
    lines += [f"  label?   {one.id}: {line[:80]}" for one in measured for line in one.label_lines][:60]
    lines += [f"  invalid  {one.id}: {one.findings} findings" for one in measured if one.findings]
    return "\n".join(lines) + "\n"


def _reason(detail: str) -> str:
    return re.split(r"[:;(,“]", re.sub(r"\d[\d,]*", "N", detail))[0].strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="+", metavar="FOLDER")
    options = parser.parse_args()
    try:
        sources = list(sources_of(options.folder, Corpus.at()))
    except UsageError as error:
        print(f"benchmarks/draft.py: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="onbackground-bench-") as folder:
        root = Path(folder).resolve()
        (root / "records").mkdir()
        (root / "vocabulary").mkdir()
        for relative in VOCABULARIES.values():
            shutil.copyfile(Corpus.at().root / relative, root / relative)
        corpus = Corpus.at(root)
        started = time.perf_counter()
        outcomes = take_all(Intake(corpus), sources)
        seconds = time.perf_counter() - started
        measured = [measure(corpus, outcome.detail) for outcome in outcomes if outcome.result == "drafted"]
        sys.stdout.write(report(outcomes, measured, seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
