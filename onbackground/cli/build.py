"""What build.py does: build, verify, compare, cite, push; arguments in, exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from onbackground.cli import shell
from onbackground.cli.output import print_findings
from onbackground.corpus.corpus import WITHDRAWN, Corpus, UsageError
from onbackground.corpus.dataset import Dataset
from onbackground.engine import default_jobs, open_engine
from onbackground.findings import Finding, command, counted, program
from onbackground.release import assemble, cite, dataset_yaml
from onbackground.release import find as releases
from onbackground.release.compare.previous import Previous
from onbackground.release.describe import changelog
from onbackground.release.export import FORMATS as EXPORTS
from onbackground.release.export import export
from onbackground.release.files.reading import Release
from onbackground.release.verify import verify
from onbackground.validation import report

DESCRIPTION = (
    "Validate the corpus and build its dataset. Exit 0 done, 1 findings or refused (nothing is written), 2 usage."
)
FIRST = "none"
"""What --against says of a first release."""


def _processes(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes")
    return int(text)


def arguments_of(words: list[str] | None) -> argparse.Namespace:
    """The options of build.py."""
    parser = argparse.ArgumentParser(prog=program("build"), description=DESCRIPTION)
    add = parser.add_argument
    add("--corpus", metavar="DIR", help="folder with records/, sources/, vocabulary/ and dataset.yaml")
    add("--out", metavar="DIR", type=Path, help="the release's folder (default: dist/NAME in the corpus)")
    add("--include-drafts", action="store_true", help="include records that are not reviewed yet")
    add("--jobs", metavar="N", type=_processes, help="processes (default: all cores for many records)")
    add("--scheduler", metavar="ADDRESS", help="a Dask scheduler whose workers see the same files")
    add(
        "--against",
        metavar="PREVIOUS",
        help="build a release: compare with the last one (a folder, or ORG/NAME@TAG; `none` for a first release), and "
        "update CHANGELOG.md, CITATION.cff and the figures of DATASHEET.md",
    )
    add(
        "--suggest-version",
        action="store_true",
        help="print the version that is due after the changes since --against; write nothing",
    )
    add(
        "--compare",
        nargs=2,
        metavar=("OLD", "NEW"),
        help="say what differs between two releases, each a folder or ORG/NAME@TAG",
    )
    add("--cite", metavar="ID", help="print how to cite a row of a release (text, BibTeX, CSL-JSON)")
    add("--release", metavar="X", help="with --cite: the release (a folder, ORG/NAME@TAG or a version on the Hub)")
    add("--verify", metavar="DIR", type=Path, help="check a release against its own manifest")
    add(
        "--push",
        metavar="ORG/NAME",
        help="publish the release that was built: upload, gate, tag",
    )
    add("--site", metavar="DIR", type=Path, help="write the pages of a release, to read in a browser")
    add("--export", choices=EXPORTS, help="write a release for another tool, to --out")
    add(
        "--from",
        dest="source",
        metavar="RELEASE",
        help="the release for --site and --export (default: the one built last)",
    )
    add("--dry-run", action="store_true", help="with --push: say what it would do")
    options = parser.parse_args(words)
    for needing, needed in (("suggest_version", "against"), ("dry_run", "push"), ("release", "cite")):
        if getattr(options, needing) and not getattr(options, needed):
            parser.error(f"--{needing.replace('_', '-')} needs --{needed}")
    if options.export and not options.out:
        parser.error("--export needs --out DIR")
    if options.source and not (options.site or options.export):
        parser.error("--from needs --site or --export")
    if options.include_drafts and options.against:
        parser.error("--include-drafts and --against exclude each other: a release holds no drafts")
    return options


@shell.command("build")
def main(words: list[str] | None = None) -> int:
    """Do what the arguments ask for. 0 done; 1 findings, differences or refused; 2 usage."""
    options = arguments_of(words)
    if options.verify:
        return _verify(options.verify)
    if options.compare:
        return _compare(*options.compare)
    if options.site or options.export:
        return _write_for_readers(options)
    corpus = Corpus.at(options.corpus)
    described, findings = dataset_yaml.load(corpus)
    if described is None:
        _show(corpus, findings, 0)
        return 1
    if not (options.out or corpus.is_local):
        raise UsageError("a corpus at a URL is not written to: --out says where the release goes")
    out = (options.out or corpus.root / "dist" / described.name).absolute()
    if options.cite:
        return _cite(options.cite, releases.chosen(options.release, out, described))
    if options.push:
        return _push(out, options.push, corpus, options.dry_run)
    return _build(corpus, described, out, options)


def _build(corpus: Corpus, described: Dataset, out: Path, options: argparse.Namespace) -> int:
    if not corpus.record_paths() and not corpus.has(WITHDRAWN):
        print(f"no records yet, so there is nothing to build. Next: {corpus.command('draft', 'TRANSCRIPT')}")
        return 0
    before = None if options.against in (None, FIRST) else releases.find(options.against, "--against")
    request = assemble.Request(
        options.include_drafts, before, is_release=options.against is not None, suggest=options.suggest_version
    )
    jobs = options.jobs or default_jobs(len(corpus.record_paths()))
    with open_engine(jobs, options.scheduler) as mapped:
        built = assemble.build(corpus, described, out, request, mapped, report.progress(sys.stderr))
    if built.findings:
        _show(corpus, built.findings, built.records)
        return 1
    left_out = _left_out(built.left_out)
    if before:
        _summarize(built)
    if built.refusals:
        print(
            "\n".join(f"{program('build')}: {line}" if not line.startswith("  ") else line for line in built.refusals)
        )
        print(left_out, end="")
        return 1
    if options.suggest_version and built.ledger:
        print(built.ledger.demanded)
        since = f"since {before.version}" if before else "of a first release"
        print("\n  ".join([f"{built.ledger.level} {since}:", *built.ledger.reasons()]), file=sys.stderr)
        return 0
    shown = out.relative_to(Path.cwd()) if out.is_relative_to(Path.cwd()) else out
    print(f"{shown}: {described.title} {described.version}")
    for name, size in built.sizes.items():
        print(f"  {name:<16}{size.rows:>10,} row{'' if size.rows == 1 else 's'}")
    print(left_out, end="")
    print(f"Next: load_dataset({str(shown)!r}) in Python, or {command('build')} --verify {shown}")
    return 0


def _show(corpus: Corpus, findings: list[Finding], records: int) -> None:
    """Findings as validate.py shows them: text for people, annotations in a workflow."""
    print_findings("github" if shell.under_github_actions() else "text", corpus, findings, records)


def _left_out(drafts: int) -> str:
    if not drafts:
        return ""
    said = "1 draft left out: sign it" if drafts == 1 else f"{drafts:,} drafts left out: sign them"
    return f"{said} off, or use --include-drafts\n"


def _summarize(built: assemble.Built) -> None:
    """Under GitHub Actions, the summary of the job: counts first, then what changes, then the version it needs."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and built.ledger:
        section = changelog.section(built.ledger, {name: size.rows for name, size in built.sizes.items()}, first=False)
        refused = "".join(f"- {line}\n" for line in built.refusals)
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(f"{section}\n\nThis needs version **{built.ledger.demanded}**.\n\n{refused}")


def _write_for_readers(options: argparse.Namespace) -> int:
    """The site of a release, or an export of it."""
    if options.source is None:
        corpus = Corpus.to_write(options.corpus)
        described = dataset_yaml.load(corpus)[0]
        if described is None:
            raise UsageError(
                f"dataset.yaml does not say which release ({corpus.command('validate')} says why): name it with --from"
            )
        folder = corpus.root / "dist" / described.name
    else:
        folder = releases.find(options.source, "--from").folder
    release = Release.at(folder)
    if options.site:
        from onbackground.release import site

        print(f"{site.build(release, options.site.absolute()) / 'index.html'}: open it in a browser")
        return 0
    for path in export(release, options.export, options.out.absolute()):
        print(path)
    return 0


def _verify(folder: Path) -> int:
    try:
        differences = verify(folder)
    except ValueError as error:
        raise UsageError(f"--verify: {error}") from None
    for line in differences:
        print(line)
    print(f"{folder}: {counted(len(differences), 'difference') if differences else 'as it was released'}")
    return 1 if differences else 0


def _compare(old: str, new: str) -> int:
    before, now = releases.find(old, "--compare"), releases.find(new, "--compare")
    ledger = releases.compared(before, now)
    print(changelog.section(ledger, {name: table["rows"] for name, table in now.said["tables"].items()}, first=False))
    print(f"\nThis needs version {ledger.demanded} or later; {now.version} was released.")
    return 0


def _cite(identifier: str, release: Previous) -> int:
    try:
        print(cite.citation(identifier, release))
    except cite.Unknown as unknown:
        print(f"{program('build')}: {unknown}")
        return 1
    return 0


def _push(folder: Path, repository: str, corpus: Corpus, dry_run: bool) -> int:
    from onbackground.release import hub

    try:
        for line in hub.push(folder, repository, corpus.root, dry_run):
            print(line, flush=True)
    except hub.Refused as refusal:
        print(f"{program('build')}: not pushed: {refusal}")
        return 1
    return 0
