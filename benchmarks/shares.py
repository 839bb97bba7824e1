"""How the time of validate.py is shared: python benchmarks/shares.py CORPUS [--records N]

CPU milliseconds a record, stage by stage, one process, warm; the stages are those of onbackground/validation/check.py.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import ryml  # noqa: E402

from onbackground.corpus.corpus import Corpus  # noqa: E402
from onbackground.findings import Problem  # noqa: E402
from onbackground.parsing import fast, strict  # noqa: E402
from onbackground.record import schema  # noqa: E402
from onbackground.record.record import Record  # noqa: E402
from onbackground.record.summary import summarize  # noqa: E402
from onbackground.validation import check, report  # noqa: E402


def ruled(record: Record) -> list[Problem]:
    return [problem for one in check.RECORD_RULES for problem in one.check(record)]


def measure(corpus: Corpus, paths: list[str]) -> dict[str, float]:
    """CPU seconds of each stage over the records at `paths`, all of which must be clean."""
    spent: dict[str, float] = defaultdict(float)

    def timed(stage: str, work: Callable[..., Any], *given: Any) -> Any:
        start = time.process_time()
        result = work(*given)
        spent[stage] += time.process_time() - start
        return result

    for path in paths:
        content = timed("read the record's file", corpus.read, path)
        data = timed("parse", fast.read, content)
        timed("(parse with the strict reader instead)", strict.load, content.decode())
        timed("(rapidyaml alone, no Python data)", ryml.parse_in_arena, content)
        timed("schema", schema.check, "briefing", data)
        source, _ = timed("read and fold the source", check._source, corpus, path, data)
        record = Record(data, path, source, corpus.vocabulary)
        timed("lay the turns against the source", getattr, record, "texts")
        problems = timed("rules", ruled, record)
        if problems:
            raise ValueError(f"{path} is not clean: {problems[0].message}")
        timed("summary for the corpus rules", summarize, record)
    timed("report", report.as_text, corpus, [], len(paths))
    return spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--records", type=int, default=300)
    options = parser.parse_args()
    corpus = Corpus.at(options.corpus)
    paths = corpus.record_paths()[: options.records]
    _ = corpus.vocabulary  # read before anything is timed
    measure(corpus, paths[:30])
    gc.disable()
    spent = measure(corpus, paths)
    start = time.perf_counter()
    subprocess.run([sys.executable, str(REPOSITORY / "validate.py"), "--list-rules"], capture_output=True, check=True)
    start_up = time.perf_counter() - start
    whole = sum(seconds for stage, seconds in spent.items() if not stage.startswith("("))
    print(f"### Shares, {len(paths):,} records, one process\n\n| stage | ms a record | share |\n|---|---:|---:|")
    for stage, seconds in spent.items():
        share = "" if stage.startswith("(") else f"{100 * seconds / whole:.0f} %"
        print(f"| {stage} | {1000 * seconds / len(paths):.3f} | {share} |")
    print(
        f"| all | {1000 * whole / len(paths):.3f} | 100 % |\n\nStart-up (`validate.py --list-rules`): {start_up:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
