"""A small Hub for tests: real git repositories behind the HTTP endpoints that huggingface_hub and datasets call.

Repositories are git work trees at ROOT/datasets/ORG/NAME. Parquet files come and go as large files (LFS), all
others as regular ones. A test may have a request fail, or be told of it, by its kind (Hub.at).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_of_the_tests"
DATE = "2031-04-05T00:00:00.000Z"
REPOSITORY = r"(?P<repository>[\w.-]+/[\w.-]+?)"
POINTER_SIZE = 134


class HubError(Exception):
    """An answer that is no success: status, the code that clients look for, and a message."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(message)
        self.status, self.code = status, code


def git(folder: Path, *arguments: str, input: bytes | None = None) -> bytes:
    """What the git program answers in a repository. Raises CalledProcessError."""
    person = {
        "GIT_AUTHOR_NAME": "Hub",
        "GIT_AUTHOR_EMAIL": "hub@localhost",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_COMMITTER_NAME": "Hub",
        "GIT_COMMITTER_EMAIL": "hub@localhost",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], input=input, capture_output=True, check=True, env=os.environ | person
    ).stdout


class Hub(ThreadingHTTPServer):
    """The server. `requests` lists what was asked for, `unknown` what it has no answer to."""

    daemon_threads = True

    def __init__(self, root: Path):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root = root
        self.requests: list[str] = []
        self.unknown: list[str] = []
        self.at: dict[str, Callable[[], None]] = {}
        self.settings: dict[str, dict[str, Any]] = {}
        """By repository: `private`, and `gated` (false, "auto" or "manual")."""
        self.agreed: set[str] = set()
        """The tokens of readers who agreed to the terms of every gate."""
        self.writing = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def environment(self, home: Path, **more: str) -> dict[str, str]:
        """The variables of a client process that talks to this Hub and keeps its caches in `home`."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        return kept | {
            "HF_ENDPOINT": self.address,
            "HF_HOME": str(home),
            "HF_TOKEN": TOKEN,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            **more,
        }

    def folder(self, repository: str) -> Path:
        path = self.root / "datasets" / repository
        if not path.is_dir():
            raise HubError(404, "RepoNotFound", "Repository not found")
        return path

    def commit(self, repository: str, revision: str) -> str:
        folder = self.folder(repository)
        try:
            return git(folder, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
        except subprocess.CalledProcessError:
            raise HubError(404, "RevisionNotFound", f"Invalid rev id: {revision}") from None

    def tags(self, repository: str) -> dict[str, str]:
        names = git(self.folder(repository), "tag").decode().split()
        return {name: self.commit(repository, name) for name in names}

    def content(self, repository: str, commit: str, path: str) -> bytes:
        try:
            return git(self.folder(repository), "cat-file", "blob", f"{commit}:{path}")
        except subprocess.CalledProcessError:
            raise HubError(404, "EntryNotFound", "Entry not found") from None

    def tree(self, repository: str, commit: str, path: str, recursive: bool) -> list[dict[str, Any]]:
        options = ["-r", "-t"] if recursive else []
        place = f"{path.rstrip('/')}/" if path else "."
        listed = git(
            self.folder(repository), "ls-tree", "-l", "-z", *options, commit, *([place] if path else [])
        ).decode()
        entries = []
        for line in filter(None, listed.split("\0")):
            said, name = line.split("\t")
            _, kind, oid, size = said.split()
            if kind == "tree":
                if name != path:
                    entries.append({"type": "directory", "oid": oid, "size": 0, "path": name})
                continue
            entry = {"type": "file", "oid": oid, "size": int(size), "path": name}
            if is_large(name):
                digest = hashlib.sha256(self.content(repository, commit, name)).hexdigest()
                entry["lfs"] = {"oid": digest, "size": int(size), "pointerSize": POINTER_SIZE}
            entries.append(entry)
        if path and not listed:
            raise HubError(404, "EntryNotFound", f"{path} does not exist")
        return entries

    def create(self, repository: str, private: bool = False) -> None:
        path = self.root / "datasets" / repository
        if path.exists():
            raise HubError(409, "RepoExists", "You already created this dataset repo")
        path.mkdir(parents=True)
        self.settings[repository] = {"private": private, "gated": False}
        git(path, "init", "--quiet", "--initial-branch=main")
        (path / ".gitattributes").write_text("*.parquet filter=lfs diff=lfs merge=lfs -text\n")
        git(path, "-c", "filter.lfs.clean=cat", "add", "-A")
        git(path, "commit", "--quiet", "--message=initial commit")

    def write(self, repository: str, operations: list[dict[str, Any]]) -> str:
        folder = self.folder(repository)
        for operation in operations:
            value = operation["value"]
            path = folder / value.get("path", "")
            if operation["key"] == "file":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(base64.b64decode(value["content"]))
            elif operation["key"] == "lfsFile":
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.root / "lfs" / value["oid"], path)
            elif operation["key"] == "deletedFile":
                path.unlink()
        git(folder, "-c", "filter.lfs.clean=cat", "add", "-A")
        git(folder, "commit", "--quiet", f"--message={operations[0]['value']['summary']}")
        return self.commit(repository, "HEAD")


def is_large(path: str) -> bool:
    return path.endswith(".parquet")


class Handler(BaseHTTPRequestHandler):
    """One connection: finds the endpoint and answers in JSON or bytes."""

    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *arguments: object) -> None:
        pass

    def answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append(f"{self.command} {path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            for method, pattern, kind in ENDPOINTS:
                match = re.fullmatch(pattern, path)
                if match and self.command in method.split("|"):
                    if kind in self.server.at:
                        self.server.at[kind]()
                    if self.command in ("POST", "PUT") and kind not in ("batch", "paths"):
                        self.authorize(kind)
                    if "repository" in match.groupdict():
                        self.admit(match["repository"], kind)
                    getattr(self, kind)(body=body, **match.groupdict())
                    return
            self.server.unknown.append(f"{self.command} {path}")
            raise HubError(404, "EntryNotFound", "no such endpoint")
        except HubError as error:
            self.send({"error": str(error)}, error.status, {"X-Error-Code": error.code, "X-Error-Message": str(error)})
        except ConnectionAbortedError:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def authorize(self, kind: str) -> None:
        if kind != "store" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise HubError(401, "Unauthorized", "Invalid credentials in Authorization header")

    def admit(self, repository: str, kind: str) -> None:
        """Nobody but the maintainer sees a private dataset; files of a gated one need an agreement."""
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        said = self.server.settings.get(repository, {})
        if token == TOKEN or not said:
            return
        if said["private"]:
            raise HubError(401 if not token else 404, "RepoNotFound", "Repository not found")
        if said["gated"] and kind in ("resolve", "tree", "paths") and token not in self.server.agreed:
            message = f"Access to dataset {repository} is restricted. You must have access to it and be authenticated"
            raise HubError(403 if token else 401, "GatedRepo", message)

    def send(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        fields = {
            "Content-Type": "application/octet-stream" if isinstance(content, bytes) else "application/json",
            "Content-Length": str(len(raw)),
            **(headers or {}),
        }
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    # --- Reading ---------------------------------------------------------------------------------------------------

    def info(self, repository: str, revision: str = "main", **_: Any) -> None:
        commit = self.server.commit(repository, revision)
        files = [
            {"rfilename": entry["path"]}
            for entry in self.server.tree(repository, commit, "", True)
            if entry["type"] == "file"
        ]
        self.send(
            {
                "_id": "0",
                "id": repository,
                "sha": commit,
                **self.server.settings.get(repository, {"private": False, "gated": False}),
                "disabled": False,
                "downloads": 0,
                "likes": 0,
                "tags": [],
                "lastModified": DATE,
                "createdAt": DATE,
                "siblings": files,
            }
        )

    def tree(self, repository: str, revision: str, path: str | None = None, **_: Any) -> None:
        commit = self.server.commit(repository, revision)
        recursive = parse_qs(urlsplit(self.path).query).get("recursive", ["false"])[0].lower() in ("true", "1")
        self.send(self.server.tree(repository, commit, path or "", recursive))

    def paths(self, repository: str, revision: str, body: bytes, **_: Any) -> None:
        commit = self.server.commit(repository, revision)
        text = body.decode()
        asked = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text)["paths"]
        asked = [asked] if isinstance(asked, str) else asked
        self.send([entry for entry in self.server.tree(repository, commit, "", True) if entry["path"] in asked])

    def refs(self, repository: str, **_: Any) -> None:
        tags = [
            {"name": name, "ref": f"refs/tags/{name}", "targetCommit": commit}
            for name, commit in self.server.tags(repository).items()
        ]
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": self.server.commit(repository, "main")}
        self.send({"branches": [main], "converts": [], "tags": tags})

    def resolve(self, repository: str, revision: str, path: str, **_: Any) -> None:
        commit = self.server.commit(repository, revision)
        content = self.server.content(repository, commit, path)
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        headers = {"X-Repo-Commit": commit, "ETag": f'"{blob}"', "Accept-Ranges": "bytes"}
        if is_large(path):
            headers |= {"X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Linked-Size": str(len(content))}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted:
            first, last = int(wanted[1]), min(int(wanted[2] or len(content)), len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            self.send(content[first : last + 1], 206, headers)
        else:
            self.send(content, 200, headers)

    # --- Writing ---------------------------------------------------------------------------------------------------

    def create(self, body: bytes, **_: Any) -> None:
        asked = json.loads(body)
        repository = f"{asked.get('organization') or 'someone'}/{asked['name']}"
        with self.server.writing:
            self.server.create(repository, asked.get("private") or asked.get("visibility") == "private")
        self.send({"url": f"{self.server.address}/datasets/{repository}"})

    def change_settings(self, repository: str, body: bytes, **_: Any) -> None:
        asked = json.loads(body)
        said = self.server.settings[repository]
        if "gated" in asked:
            said["gated"] = asked["gated"]
        if "private" in asked or "visibility" in asked:
            said["private"] = asked.get("private", asked.get("visibility") == "private")
        self.send({})

    def check_card(self, body: bytes, **_: Any) -> None:
        assert json.loads(body)["content"]
        self.send({"errors": [], "warnings": []})

    def preupload(self, repository: str, body: bytes, **_: Any) -> None:
        commit = self.server.commit(repository, "main")
        known = {entry["path"]: entry for entry in self.server.tree(repository, commit, "", True)}
        files = []
        for asked in json.loads(body)["files"]:
            path, entry = asked["path"], known.get(asked["path"])
            oid = {"oid": entry.get("lfs", entry)["oid"]} if entry else {}
            files.append(
                {"path": path, "uploadMode": "lfs" if is_large(path) else "regular", "shouldIgnore": False, **oid}
            )
        self.send({"files": files})

    def batch(self, body: bytes, **_: Any) -> None:
        objects = []
        for asked in json.loads(body)["objects"]:
            there = (self.server.root / "lfs" / asked["oid"]).exists()
            actions = {} if there else {"actions": {"upload": {"href": f"{self.server.address}/lfs/{asked['oid']}"}}}
            objects.append({"oid": asked["oid"], "size": asked["size"], "authenticated": True, **actions})
        self.send({"transfer": "basic", "objects": objects})

    def store(self, oid: str, body: bytes, **_: Any) -> None:
        if hashlib.sha256(body).hexdigest() != oid:
            raise HubError(400, "BadDigest", "the content has another SHA-256")
        (self.server.root / "lfs").mkdir(exist_ok=True)
        (self.server.root / "lfs" / oid).write_bytes(body)
        self.send(b"")

    def commit(self, repository: str, body: bytes, **_: Any) -> None:
        operations = [json.loads(line) for line in body.splitlines()]
        with self.server.writing:
            oid = self.server.write(repository, operations)
        url = f"{self.server.address}/datasets/{repository}/commit/{oid}"
        self.send({"success": True, "commitOid": oid, "commitUrl": url})

    def tag(self, repository: str, revision: str, body: bytes, **_: Any) -> None:
        asked = json.loads(body)
        commit = self.server.commit(repository, revision)
        with self.server.writing:
            if asked["tag"] in self.server.tags(repository):
                raise HubError(409, "TagExists", "Tag already exists")
            message = f"--message={asked.get('message', '')}"
            git(self.server.folder(repository), "tag", "--annotate", message, asked["tag"], commit)
        self.send({})


ENDPOINTS = [
    ("GET|HEAD", rf"/datasets/{REPOSITORY}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", "resolve"),
    ("GET", rf"/api/datasets/{REPOSITORY}", "info"),
    ("GET", rf"/api/datasets/{REPOSITORY}/revision/(?P<revision>[^/]+)", "info"),
    ("GET", rf"/api/datasets/{REPOSITORY}/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?", "tree"),
    ("POST", rf"/api/datasets/{REPOSITORY}/paths-info/(?P<revision>[^/]+)", "paths"),
    ("GET", rf"/api/datasets/{REPOSITORY}/refs", "refs"),
    ("POST", r"/api/repos/create", "create"),
    ("PUT", rf"/api/datasets/{REPOSITORY}/settings", "change_settings"),
    ("POST", r"/api/validate-yaml", "check_card"),
    ("POST", rf"/api/datasets/{REPOSITORY}/preupload/main", "preupload"),
    ("POST", rf"/datasets/{REPOSITORY}\.git/info/lfs/objects/batch", "batch"),
    ("PUT", r"/lfs/(?P<oid>[0-9a-f]{64})", "store"),
    ("POST", rf"/api/datasets/{REPOSITORY}/commit/main", "commit"),
    ("POST", rf"/api/datasets/{REPOSITORY}/tag/(?P<revision>[^/]+)", "tag"),
]
"""Methods, path, and the function that answers. Its name is the kind of the request in Hub.at."""


@contextmanager
def serving(root: Path) -> Iterator[Hub]:
    """A Hub over an empty folder, on a free port of the loopback interface."""
    root.mkdir(parents=True, exist_ok=True)
    hub = Hub(root)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()
