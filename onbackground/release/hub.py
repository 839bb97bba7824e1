"""A release to the Hub and back: uploaded as it is, tagged once, never moved.

A new dataset is private until its gate is on. The tag is set last, on the exact commit that was looked at and found to
hold the release's files, byte for byte: a push that dies halfway leaves no tag, and a second one completes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from onbackground.corpus.corpus import UsageError
from onbackground.corpus.git import Git, GitError
from onbackground.release.compare import versions
from onbackground.release.files import manifest
from onbackground.release.verify import verify

if TYPE_CHECKING:
    from huggingface_hub import HfApi

KIND = "dataset"
GATE: Literal["auto"] = "auto"
"""Everybody who agrees gets access at once."""
NOT_OURS = {".gitattributes"}
"""What the Hub keeps in a repository beside the files that were uploaded."""


class Refused(Exception):
    """A release that must not be pushed; the message is one line for people."""


def download(repository: str, tag: str) -> Path:
    """The files of a tag on the Hub. Raises UsageError where there is no such tag, or it cannot be read."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, repo_type=KIND, revision=tag))
    except _hub_errors() as error:
        raise UsageError(f"{repository}@{tag} cannot be read from the Hub: {_one_line(error)}") from None


def push(folder: Path, repository: str, root: Path, dry_run: bool) -> Iterator[str]:
    """Upload a release folder as it is and tag it; lines for people on the way.

    `root` is the corpus that it was built from. Raises Refused for a release that must not be pushed, UsageError
    where the folder is none or the Hub does not answer.
    """
    from huggingface_hub import HfApi

    try:
        release = manifest.read(folder)
    except ValueError as error:
        raise UsageError(str(error)) from None
    _refuse_unfit(folder, release, root)
    try:
        yield from _push(HfApi(), folder, repository, release, dry_run)
    except _hub_errors() as error:
        raise UsageError(f"the Hub did not take the release: {_one_line(error)}") from None


def _refuse_unfit(folder: Path, release: dict[str, Any], root: Path) -> None:
    """Raise Refused for a build that is dirty, unverified, or not what its git tag says."""
    commit = release["source_commit"]
    if commit == manifest.UNCOMMITTED:
        raise Refused("it was built from uncommitted changes: commit them, and build again")
    if commit == manifest.NO_COMMIT:
        raise Refused("it is not known from which commit it was built: build it in a git repository")
    if "gate" not in release:
        raise Refused("dataset.yaml does not say whether it is gated: write `gate:` with its terms, or `gate: null`")
    if release["include_drafts"]:
        raise Refused("it holds drafts: build it without --include-drafts")
    differences = verify(folder)
    if differences:
        more = f" (and {len(differences) - 1:,} more differences)" if differences[1:] else ""
        raise Refused(f"it is not as it was built: {differences[0]}{more}")
    tag = f"v{release['version']}"
    others = [other for other in _version_tags(root, commit) if other != tag]
    if others:
        raise Refused(f"the commit that it was built from is tagged {', '.join(others)}, and the release says {tag}")


def _version_tags(root: Path, commit: str) -> list[str]:
    try:
        tags = Git(root).text("tag", "--points-at", commit).split()
    except GitError:  # the folder is not a repository, or does not have this commit
        return []
    return [tag for tag in tags if tag.startswith("v") and versions.is_version(tag[1:])]


def _push(api: HfApi, folder: Path, repository: str, release: dict[str, Any], dry_run: bool) -> Iterator[str]:
    """Create private, upload, look, gate, look, publish, tag. What is done already is not done again."""
    tag = f"v{release['version']}"
    size = sum(path.stat().st_size for path in manifest.files_of(folder))
    files = len(list(manifest.files_of(folder)))
    exists = api.repo_exists(repository, repo_type=KIND)
    tags = _released(api, repository) if exists else set()
    if tag in tags:
        _refuse_other(api, folder, repository, tag, release)
        yield from _open_gate(api, repository, release, dry_run, is_new=False)
        yield f"{repository}: {tag} is released already, with the same files: nothing to do"
        return
    _refuse_out_of_order(repository, release, tags, api)
    what = f"{files} files ({size:,} bytes), digest {release['digest'][:16]}…, to {repository}"
    if not exists:
        yield from _create(api, repository, dry_run)
    elif not _is_private(api, repository):  # its words must not be open, even for a moment
        yield from _switch_gate_on(api, repository, release, dry_run)
    if dry_run:
        yield f"would upload {what}"
        yield from _open_gate(api, repository, release, dry_run, is_new=not exists)
        yield f"would tag that commit {tag}"
        return
    commit = api.upload_folder(
        repo_id=repository,
        repo_type=KIND,
        folder_path=folder,
        delete_patterns="*",
        commit_message=f"Release {release['version']}",
    ).oid
    yield f"uploaded {what}"
    difference = next(_differences(api, folder, repository, commit), None)
    if difference:
        raise Refused(f"what the Hub has at {commit[:12]} is not the release ({difference}): no tag was set")
    yield from _open_gate(api, repository, release, dry_run, is_new=not exists)
    api.create_tag(repository, repo_type=KIND, tag=tag, revision=commit, tag_message=f"Release {release['version']}")
    yield f"tagged {commit} {tag}"


def _create(api: HfApi, repository: str, dry_run: bool) -> Iterator[str]:
    if not dry_run:
        api.create_repo(repository, repo_type=KIND, private=True, exist_ok=True)
    yield f"{'would create' if dry_run else 'created'} the dataset {repository}, private"


def _open_gate(api: HfApi, repository: str, release: dict[str, Any], dry_run: bool, is_new: bool) -> Iterator[str]:
    """Publish a dataset: with its gate on, as the Hub itself says, or without one where there is to be none."""
    yield from _switch_gate_on(api, repository, release, dry_run, is_new)
    if is_new or _is_private(api, repository):
        if not dry_run:
            api.update_repo_settings(repository, repo_type=KIND, private=False)
        yield f"{'would publish' if dry_run else 'published'} {repository}"


def _switch_gate_on(
    api: HfApi, repository: str, release: dict[str, Any], dry_run: bool, is_new: bool = False
) -> Iterator[str]:
    """Raises Refused where the release has a gate, and the Hub does not say that it is on."""
    if release["gate"] is None or (not is_new and _is_gated(api, repository)):
        return
    if not dry_run:
        api.update_repo_settings(repository, repo_type=KIND, gated=GATE)
        if not _is_gated(api, repository):
            raise Refused(
                f"the Hub does not say that the gate of {repository} is on: it was not published, no tag was set"
            )
    yield f"{'would switch' if dry_run else 'switched'} the gate of {repository} on"


def _is_gated(api: HfApi, repository: str) -> bool:
    return bool(api.dataset_info(repository).gated)


def _is_private(api: HfApi, repository: str) -> bool:
    return bool(api.dataset_info(repository).private)


def _released(api: HfApi, repository: str) -> set[str]:
    """The version tags of a dataset on the Hub."""
    refs = api.list_repo_refs(repository, repo_type=KIND)
    return {ref.name for ref in refs.tags if ref.name.startswith("v") and versions.is_version(ref.name[1:])}


def _digest_at(api: HfApi, repository: str, tag: str) -> str:
    """The digest of a release on the Hub; an empty text where its release.json says none."""
    path = Path(api.hf_hub_download(repository, manifest.FILE, repo_type=KIND, revision=tag))
    try:
        return str(manifest.read(path.parent)["digest"])
    except ValueError:
        return ""


def _refuse_other(api: HfApi, folder: Path, repository: str, tag: str, release: dict[str, Any]) -> None:
    """Raise Refused where a tag holds other files. A tag is never moved."""
    difference = next(_differences(api, folder, repository, tag), None)
    if difference is None:
        return
    rows = "the same rows" if _digest_at(api, repository, tag) == release["digest"] else "other rows"
    raise Refused(
        f"{repository} has {tag} already, with {rows} ({difference}): a tag is never moved; release a new version"
    )


def _refuse_out_of_order(repository: str, release: dict[str, Any], tags: set[str], api: HfApi) -> None:
    """Raise Refused where the release does not follow the newest one on the Hub."""
    if not tags:
        return
    newest = max(tags, key=lambda tag: versions.parse(tag[1:]))
    if versions.parse(release["version"]) < versions.parse(newest[1:]):
        raise Refused(f"{repository} has {newest} already, and the release is {release['version']}")
    digest = _digest_at(api, repository, newest)
    if release["previous"] != {"version": newest[1:], "digest": digest}:
        raise Refused(
            f"it was not compared with the newest release on the Hub: build it --against {repository}@{newest}"
        )


def _differences(api: HfApi, folder: Path, repository: str, revision: str) -> Iterator[str]:
    """How the files of a commit or tag differ from a release folder, by path. Large files are compared by SHA-256."""
    from huggingface_hub.hf_api import RepoFile

    entries = api.list_repo_tree(repository, repo_type=KIND, revision=revision, recursive=True)
    there = {entry.path: entry for entry in entries if isinstance(entry, RepoFile)}
    here = {path.relative_to(folder).as_posix(): path for path in manifest.files_of(folder)}
    for name in sorted(here.keys() | there.keys() - NOT_OURS):
        if name not in there:
            yield f"{name} is missing there"
        elif name not in here:
            yield f"{name} is only there"
        else:
            kept = there[name].lfs
            same = (
                manifest.sha256_of(here[name]) == kept.sha256 if kept else _blob_id(here[name]) == there[name].blob_id
            )
            if not same:
                yield f"{name} differs"


def _blob_id(path: Path) -> str:
    """The id that git gives to a file's content."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _hub_errors() -> tuple[type[Exception], ...]:
    """What the Hub's client raises: its own errors, those of the HTTP library that it uses, and of files."""
    from huggingface_hub.errors import HFValidationError, HTTPError  # type: ignore[attr-defined]  # of the HTTP library it uses

    return HTTPError, HFValidationError, OSError


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
