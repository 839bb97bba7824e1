"""A release that somebody names: a folder, or a tag of a dataset on the Hub."""

from __future__ import annotations

import re
from pathlib import Path

from onbackground.corpus.corpus import UsageError
from onbackground.release import hub
from onbackground.release.compare.previous import Previous, opened

ON_THE_HUB = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)@(?P<tag>[\w.-]+)")


def find(named: str, option: str) -> Previous:
    """The release that `named` names, for an option: a folder, or ORG/NAME@TAG on the Hub.

    Raises UsageError where there is none, where it is damaged, or where the Hub has another one under that tag.
    """
    said = f"{option} {named}"
    if Path(named).is_dir():
        return opened(Path(named), said)
    match = ON_THE_HUB.fullmatch(named)
    if not match:
        raise UsageError(f"{said}: neither a folder nor ORG/NAME@TAG")
    release = opened(hub.download(match["repository"], match["tag"]), said)
    if release.version != match["tag"].removeprefix("v"):
        raise UsageError(f"{said}: what stands there is release {release.version}")
    return release
