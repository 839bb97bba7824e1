"""A corpus at an fsspec URL: an object store, a web server, an archive. It is read, never written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import fsspec

from onbackground.corpus.corpus import IGNORED_NAMES, Corpus, UsageError, cannot_be_read
from onbackground.parsing import strict
from onbackground.parsing.problems import MAX_BYTES, too_large


class RemoteCorpus(Corpus):
    """The files of a corpus behind an fsspec file system. Workers on other machines open it by themselves."""

    is_local = False

    def __init__(self, url: str, filesystem: Any, base: str):
        object.__setattr__(self, "url", url)
        object.__setattr__(self, "root", PurePosixPath(base))
        object.__setattr__(self, "_filesystem", filesystem)
        object.__setattr__(self, "_base", base.rstrip("/"))

    def __reduce__(self) -> tuple[Any, ...]:
        return RemoteCorpus.at_url, (self.url,)

    @classmethod
    def at_url(cls, url: str) -> RemoteCorpus:
        """The corpus at a URL such as s3://bucket/corpus or zip://::corpus.zip. Raises UsageError where there is none."""
        try:
            filesystem, base = fsspec.core.url_to_fs(url)
            corpus = cls(url, filesystem, base)
            if not corpus.listing("records"):
                raise UsageError(f"{url} is no corpus: it has no files in records/")
        except (OSError, ValueError, ImportError) as error:
            raise UsageError(f"{url} cannot be opened: {error}") from None
        return corpus

    def _full(self, relative: str) -> str:
        return f"{self._base}/{relative}" if self._base else relative

    def listing(self, folder: str) -> list[str]:
        found = self._filesystem.find(self._full(folder))
        skipped = len(self._base) + 1 if self._base else 0
        paths = [path[skipped:] if path.startswith(self._base) else path.lstrip("/") for path in found]
        return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))

    def record_paths(self, chosen: Iterable[Any] = ()) -> list[str]:
        """The record files, or those of the chosen paths, which are relative to the corpus."""
        every = [path for path in self.listing("records") if path.rsplit("/", 1)[-1] not in IGNORED_NAMES]
        wanted = [str(choice).rstrip("/") for choice in chosen]
        for choice in wanted:
            if not any(path == choice or path.startswith(f"{choice}/") for path in every):
                raise UsageError(f"{choice}: no such record or folder in {self.url}")
        return [path for path in every if not wanted or any(path == c or path.startswith(f"{c}/") for c in wanted)]

    def has(self, relative: str) -> bool:
        return self._filesystem.isfile(self._full(relative))

    def read(self, relative: str, limit: int = MAX_BYTES) -> bytes:
        try:
            with self._filesystem.open(self._full(relative), "rb") as file:
                content = file.read(limit + 1)
        except FileNotFoundError:
            raise strict.Unreadable([cannot_be_read("the file is gone")]) from None
        except (OSError, KeyError) as error:
            raise strict.Unreadable([cannot_be_read(f"the file cannot be read: {error}")]) from None
        if len(content) > limit:
            raise strict.Unreadable([too_large(len(content))])
        return content
