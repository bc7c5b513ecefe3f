"""The results folders under a root: what is there, and what may go. A folder is ours when its manifest says so."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from econsim.atomic_files import is_set_aside, remove_leftovers
from econsim.errors import UsageError
from econsim.model_version import model_version
from econsim.runs.manifest import MANIFEST, read_manifest
from econsim.runs.replicate_files import ReplicateFiles


@dataclass(frozen=True)
class ResultRow:
    """One line of a list of results, the fields in the order of its keys in JSON: see docs/output.md."""

    dir: str
    kind: str
    name: str | None
    seed: int
    replicates: int
    epochs: int
    digest: str
    results_digest: str | None
    finished: bool
    replicates_kept: int
    set_aside: int
    is_this_model: bool
    written: str
    bytes: int


@dataclass(frozen=True)
class ListedResult:
    """One results folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def written(self) -> datetime:
        """Return when the manifest was written."""
        return datetime.fromtimestamp((self.folder / MANIFEST).stat().st_mtime, UTC)

    def set_aside(self) -> list[Path]:
        """Return the files that were set aside in it."""
        return [path for path in self.folder.rglob("*") if is_set_aside(path)]

    def row(self) -> ResultRow:
        """Return what a list of results tells of it."""
        told = self.manifest
        return ResultRow(
            dir=str(self.folder),
            kind=told["kind"],
            name=told.get("name"),
            seed=told["seed"],
            replicates=told["replicates"],
            epochs=told["epochs"],
            digest=told["digest"],
            results_digest=told["results_digest"],
            finished=told["results_digest"] is not None,
            replicates_kept=len(ReplicateFiles(self.folder, told["key"]).numbers()),
            set_aside=len(self.set_aside()),
            is_this_model=told["model_version"] == model_version(),
            written=self.written.isoformat(timespec="seconds"),
            bytes=sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()),
        )


@dataclass(frozen=True)
class Cleaned:
    """What `clean` has removed, and how many results stay."""

    unfinished_files: int
    set_aside_files: int
    results: list[str]
    results_left: int


def listed_result(folder: Path) -> ListedResult:
    """Return a results folder; raises UsageError where it is none."""
    return ListedResult(folder, read_manifest(folder))


def results_under(root: Path) -> list[ListedResult]:
    """Return the results folders under a root, by name; whatever else is there is passed over."""
    folders = sorted(root.iterdir()) if root.is_dir() else []
    return [found for folder in folders if (found := _if_ours(folder)) is not None]


def clean(root: Path, *, all_results: bool, older_than_days: int | None) -> Cleaned:
    """Remove what dead processes left unfinished and what was set aside; whole results only where asked.

    `older_than_days` removes the results whose manifest was written longer ago, `all_results` every one.
    """
    before = datetime.now(UTC) - timedelta(days=older_than_days or 0)
    is_asked = all_results or older_than_days is not None
    unfinished, aside, removed, left = 0, 0, [], 0
    for result in results_under(root):
        unfinished += remove_leftovers(result.folder)
        if is_asked and result.written < before:
            _remove(result.folder)
            removed.append(str(result.folder))
            continue
        left += 1
        for path in result.set_aside():
            path.unlink()
            aside += 1
    return Cleaned(unfinished, aside, removed, left)


def _if_ours(folder: Path) -> ListedResult | None:
    if folder.is_symlink() or not folder.is_dir():
        return None
    try:
        return listed_result(folder)
    except UsageError:
        return None


def _remove(folder: Path) -> None:
    """Remove a results folder, its manifest last: whatever stops this, the rest is still known as ours."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MANIFEST:
            path.unlink()
    (folder / MANIFEST).unlink()
    folder.rmdir()
