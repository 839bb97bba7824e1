"""Files at an fsspec URL: an object store, a web server, an archive. They are read, never written."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec

from onbackground.corpus.files import unreadable
from onbackground.findings import Unreadable
from onbackground.parsing.problems import MAX_BYTES, too_large

BROKEN = (OSError, KeyError, EOFError, RuntimeError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
"""What reading at a URL can raise: RuntimeError for an archive that is encrypted, or packed in a way unknown here."""


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except BROKEN as error:
        raise OSError(str(error)) from None


class UrlFiles:
    """The files at a URL such as s3://bucket/corpus or zip://::corpus.zip. Workers elsewhere open it by themselves."""

    def __init__(self, url: str):
        """Raises OSError, ValueError or ImportError for a URL that fsspec cannot open."""
        self.url = url
        with _as_os_error():
            filesystem, base = fsspec.core.url_to_fs(url)
        self._filesystem: Any = filesystem
        self._base = base.rstrip("/")

    def __reduce__(self) -> tuple[Any, ...]:
        return UrlFiles, (self.url,)

    def _full(self, path: str) -> str:
        return f"{self._base}/{path}" if self._base else path

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        try:
            with self._filesystem.open(self._full(path), "rb") as file:
                content: bytes = file.read(limit + 1)
        except FileNotFoundError:
            raise unreadable("there is no such file") from None
        except BROKEN as error:
            raise unreadable(f"the file cannot be read: {error}") from None
        if len(content) > limit:
            raise Unreadable([too_large(len(content))])
        return content

    def has(self, path: str) -> bool:
        with _as_os_error():
            return bool(self._filesystem.isfile(self._full(path)))

    def listing(self, folder: str) -> list[str]:
        with _as_os_error():
            found = self._filesystem.find(self._full(folder))
        skipped = len(self._base) + 1 if self._base else 0
        paths = [path[skipped:] if path.startswith(self._base) else path.lstrip("/") for path in found]
        return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))
