"""Findings on standard output, in the format that was asked for."""

from __future__ import annotations

import os
import sys

from onbackground.cli import shell
from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding
from onbackground.validation import report


def print_findings(chosen: str, corpus: Corpus, findings: list[Finding], records: int, compared: str = "") -> None:
    """Print findings in one of report.FORMATS; `compared` says what changed records were compared with.

    For GitHub: the text for the log, the annotations, and the text again for the summary of the run.
    """
    if chosen in ("text", "github"):
        color = chosen == "text" and report.wants_color(sys.stdout)
        sys.stdout.write(report.as_text(corpus, findings, records, color=color, compared=compared))
    if chosen != "text":
        shell.write_as_it_is(report.FORMATS[chosen](corpus, findings, records, compared))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if chosen == "github" and summary:
        with open(summary, "a", encoding="utf-8", newline="\n") as file:
            file.write(report.as_summary(corpus, findings, records, compared))
