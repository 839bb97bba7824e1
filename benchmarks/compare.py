"""validate.py beside its peers, build.py beside `datasets`, on the same generated records, in one run.

    python benchmarks/compare.py [--sizes 1 1000 10000] [--peers DIR]

The peers check the schema only, the files shared out between two processes. A slow peer is measured on fewer records; one
that fails on a valid record, or passes an invalid one, is not measured. Times on a shared machine are noisy: the ratios of one run hold.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "benchmarks")]

from generate import generate  # noqa: E402

SCHEMA = REPOSITORY / "schema" / "briefing.schema.json"
SLOW_LIMIT = 300
"""On how many records a slow peer is measured, in one process."""


class Run(NamedTuple):
    """One command, measured: wall seconds, the peak memory of its largest process in MiB, how many records."""

    name: str
    seconds: float
    peak: float
    records: int
    megabytes: float


def measure(command: list[str], name: str, records: int, megabytes: float, lines: list[str] | None = None) -> Run:
    """Run a command once, its files on stdin as `xargs` wants them. Raises RuntimeError where it fails."""
    with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+") as output:
        stdin.write("\n".join(lines or []))
        stdin.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=stdin, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{name} failed with {process.returncode}:\n{output.read()[:2000]}")
    return Run(name, seconds, usage.ru_maxrss / 1024, records, megabytes)


class Peer(NamedTuple):
    """Another validator: its name, its command, and on how many records it is measured at most."""

    name: str
    command: list[str]
    limit: int = sys.maxsize

    def run(self, files: list[str], megabytes: float) -> Run:
        """Check the files on two processes, half of them each. Raises RuntimeError where the peer says that one is invalid."""
        each = str(-(-len(files) // 2)) if self.limit == sys.maxsize else str(len(files))
        return measure(
            ["xargs", "-s", "1500000", "-n", each, "-P", "2", *self.command], self.name, len(files), megabytes, files
        )

    def is_sound(self, valid: str, invalid: str) -> bool:
        """Whether the peer accepts valid files, and rejects an invalid one also behind a valid one."""
        try:
            self.run([valid] * 4, 0)
        except RuntimeError:
            return False
        try:
            self.run([valid, valid, valid, invalid], 0)
        except RuntimeError:
            return True
        return False


def peers(folder: Path, scratch: Path) -> Iterator[Peer]:
    """Every peer that is installed."""
    check = folder / "bin" / "check-jsonschema"
    if check.exists():
        yield Peer("check-jsonschema", [str(check), "--schemafile", str(SCHEMA)], SLOW_LIMIT)
    if list(folder.glob("lib/*/site-packages/sourcemeta_jsonschema")):
        validate = [str(folder / "bin" / "python"), "-m", "sourcemeta_jsonschema", "validate"]
        yield Peer("sourcemeta jsonschema", [*validate, str(SCHEMA)])
        yield Peer("sourcemeta jsonschema --fast", [*validate, "--fast", str(SCHEMA)])
        part = json.loads(SCHEMA.read_text(encoding="utf-8"))
        part["properties"]["ground_rules"] = {}
        smaller = scratch / "without-ground-rules.schema.json"
        smaller.write_text(json.dumps(part), encoding="utf-8")
        yield Peer("sourcemeta jsonschema --fast, without ground_rules", [*validate, "--fast", str(smaller)])
    ajv = folder / "node_modules" / ".bin" / "ajv"
    if ajv.exists():
        yield Peer(
            "ajv-cli",
            [
                "sh",
                "-c",
                f'exec {ajv} validate --spec=draft2020 --strict=false --validate-formats=false -s {SCHEMA} $(printf -- " -d %s" "$@")',
                "ajv",
            ],
        )


def validation(corpus: Path, count: int, megabytes: float, folder: Path, scratch: Path) -> list[Run]:
    """validate.py whole, its file and schema part, and the peers."""
    ours = [sys.executable, str(REPOSITORY / "validate.py"), "--corpus", str(corpus), "--no-cache"]
    runs = [
        measure(ours, "validate.py, everything", count, megabytes),
        measure([*ours, "--select", "OB1,OB2"], "validate.py --select OB1,OB2", count, megabytes),
    ]
    files = sorted(str(path) for path in (corpus / "records").glob("*/*.yaml"))
    invalid = scratch / "invalid.yaml"
    invalid.write_text(Path(files[0]).read_text(encoding="utf-8").replace("\ndate: ", "\ndaet: "), encoding="utf-8")
    for peer in peers(folder, scratch):
        if not peer.is_sound(files[0], str(invalid)):
            print(
                f"{peer.name} is left out: it fails on a valid record, or passes an invalid one behind a valid one.\n"
            )
            continue
        some = files[: peer.limit]
        runs.append(peer.run(some, megabytes * len(some) / len(files)))
    return runs


def building(corpus: Path, count: int, megabytes: float, validated: Run) -> list[Run]:
    """build.py, and the same rows written from memory by pyarrow and by `datasets`."""
    shutil.copy(REPOSITORY / "dataset.yaml", corpus)
    with tempfile.TemporaryDirectory() as out:
        built = measure(
            [
                sys.executable,
                str(REPOSITORY / "build.py"),
                "--corpus",
                str(corpus),
                "--out",
                f"{out}/release",
                "--include-drafts",
            ],
            "build.py",
            count,
            megabytes,
        )
        parts = subprocess.run(
            [sys.executable, __file__, "--write-rows", f"{out}/release"], capture_output=True, text=True, check=True
        ).stdout.split()
    arrow, datasets = map(float, parts)
    return [
        built,
        Run("validate.py + the same rows from memory, pyarrow", validated.seconds + arrow, 0, count, megabytes),
        Run("the same rows from memory, datasets", datasets, 0, count, megabytes),
    ]


def write_rows(release: Path) -> tuple[float, float]:
    """Seconds to write all rows of a release from plain Python rows: with pyarrow, and through `datasets`."""
    import datasets
    import pyarrow.parquet as pq

    from onbackground.release.files.parquet import to_arrow, write

    datasets.disable_progress_bars()
    arrow = through = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((release / "data").glob("*/*.parquet")):
            table, content = path.parent.name, pq.read_table(path)
            rows = content.to_pylist()
            if not rows:
                continue
            start = time.perf_counter()
            write(Path(folder) / "ours.parquet", to_arrow(table, rows))
            arrow += time.perf_counter() - start
            features = datasets.Features.from_arrow_schema(content.schema)
            start = time.perf_counter()
            datasets.Dataset.from_list(rows, features=features).to_parquet(f"{folder}/theirs.parquet")
            through += time.perf_counter() - start
    return arrow, through


def table(title: str, runs: list[Run]) -> str:
    """A Markdown table of runs; the last column is the rate of the first run over that of the row."""
    lines = [
        f"### {title}",
        "",
        "| | records | seconds | records/s | MB/s | peak MiB | first row is … times as fast |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    first = runs[0].records / runs[0].seconds
    for run in runs:
        rate = run.records / run.seconds
        peak = f"{run.peak:,.0f}" if run.peak else "–"
        lines.append(
            f"| {run.name} | {run.records:,} | {run.seconds:,.2f} | {rate:,.0f} | {run.megabytes / run.seconds:,.1f} | {peak} | {first / rate:,.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 1_000, 10_000])
    parser.add_argument(
        "--peers", type=Path, default=REPOSITORY / ".venv-bench", help="where `make bench` installs the peers"
    )
    parser.add_argument("--write-rows", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write_rows:
        print(*write_rows(options.write_rows))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        installed = {peer.name for peer in peers(options.peers, Path(scratch))}
    missing = {"check-jsonschema", "sourcemeta jsonschema", "ajv-cli"} - installed
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; cold (--no-cache)"
        + (f"; not installed: {', '.join(sorted(missing))}" if missing else ""),
        end="\n\n",
        flush=True,
    )
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            megabytes = generate(count, corpus) / 1e6
            runs = validation(corpus, count, megabytes, options.peers, Path(folder))
            print(table(f"Validate, {count:,} record{'s' if count > 1 else ''}, {megabytes:,.1f} MB", runs), flush=True)
            if count > 1:
                print(
                    subprocess.run(
                        [sys.executable, str(REPOSITORY / "benchmarks" / "shares.py"), str(corpus)],
                        capture_output=True,
                        text=True,
                        check=True,
                    ).stdout,
                    flush=True,
                )
                print(table(f"Build, {count:,} records", building(corpus, count, megabytes, runs[0])), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
