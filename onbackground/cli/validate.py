"""Check records: schema, source, and everything that JSON Schema cannot say. Exit 0 clean, 1 findings, 2 usage."""

import argparse
import difflib
import sys

from onbackground.cli import shell
from onbackground.cli.output import print_findings
from onbackground.corpus.changed import changed_records
from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.corpus.writing import held
from onbackground.findings import RULES, program
from onbackground.validation import batch, fix, queue, report


@shell.command("validate")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=program("validate"), description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="records or folders (default: all of records/)")
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/ and vocabulary/")
    parser.add_argument("--format", choices=report.FORMATS, help="default: text; github under GITHUB_ACTIONS=true")
    parser.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar="REF",
        help="only records that differ from REF (default: where this branch left the default branch)",
    )
    parser.add_argument(
        "--select", metavar="CODES", default="OB", help="only these rules, by code or its beginning: OB1,OB604"
    )
    parser.add_argument("--explain", metavar="CODE", help="say what a rule forbids and why, with an example")
    parser.add_argument("--fix", action="store_true", help="correct what can be corrected in one way only, then check")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: show what would change, and write nothing")
    parser.add_argument("--queue", action="store_true", help="list the open work (--format text or json)")
    parser.add_argument("--list-rules", action="store_true", help="list the rules")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: the cores, for many records)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler whose workers see the same files")
    parser.add_argument(
        "--no-cache", action="store_true", help="check everything again: use no results of earlier runs"
    )
    options = parser.parse_args(arguments)
    chosen = options.format or ("github" if shell.under_github_actions() else "text")
    select = tuple(options.select.split(","))
    for code in (*select, *([options.explain] if options.explain is not None else [])):
        if not code or not any(known.startswith(code) for known in RULES):
            raise UsageError(f"{code or 'an empty code'}: there is no such rule; --list-rules prints them")
    if options.list_rules or options.explain:
        rules = [RULES[code] for code in sorted(RULES) if options.explain and code.startswith(options.explain)]
        sys.stdout.write("\n".join(map(report.explain, rules)) if rules else report.list_rules())
        return 0
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs needs a number of at least 1")
    if options.dry_run and not options.fix:
        raise UsageError("--dry-run needs --fix, which corrects records")
    corpus = Corpus.at(options.corpus)
    if options.queue:
        sys.stdout.write((queue.as_json if chosen == "json" else queue.as_text)(queue.queue(corpus)))
        return 0
    paths = corpus.record_paths(options.paths)
    compared = ""
    if options.changed is not None:
        paths, compared = changed_records(corpus, paths, options.changed)
    if options.fix:
        for path in paths:
            _fix(corpus, path, options.dry_run)
        if options.dry_run:
            return 0
    findings = batch.check_all(
        corpus, paths, select, options.jobs, not options.no_cache, options.scheduler, report.progress(sys.stderr)
    )
    print_findings(chosen, corpus, findings, len(paths), compared)
    return 1 if findings else 0


def _fix(corpus: Corpus, path: str, dry_run: bool) -> None:
    """Cure one record, or print what would change. Raises UsageError for a corpus that is not in a folder."""
    if dry_run:
        before, after, _ = fix.fixed(corpus, path)
        lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
        sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)
        return
    with held(corpus.root, path) as file:
        before, after, done = fix.fixed(corpus, path)
        if after != before:
            file.replace(after.encode())
            print(f"{path}: fixed {', '.join(dict.fromkeys(done))}", file=sys.stderr)
