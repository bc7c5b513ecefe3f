"""`econsim doctor`: is everything here that econsim needs, and does it work?"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import econsim
from econsim.cli import options
from econsim.cli.show import is_terminal, narrate, print_json, print_table
from econsim.cores import n_cores
from econsim.errors import EconsimError
from econsim.kernel_version import keep_compiled_code_by_version, kernel_version
from econsim.model_version import model_version

GOOD, NOTE, BROKEN = "good", "note", "broken"  # note: it works, and there is something to know
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)[^;]*(?:;.*extra\s*==\s*['\"]([^'\"]+)['\"])?")
_GIB, _MB = 2**30, 10**6


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is (`good`, `note` or `broken`), and what was found."""

    name: str
    status: str
    detail: str


def doctor(*, out: options.Out = Path("results"), json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Look at versions, machine, caches, folders and extras, and run a self test; exit 1 if something is broken.

    Example: econsim doctor
    """
    if not quiet:
        narrate("self test; the first one after an install or an edit compiles for about a minute")
    found = facts()
    checks = [*checks_of(found), *folder_checks(out), self_test()]
    broken = [check.name for check in checks if check.status == BROKEN]
    if json:
        print_json({"healthy": not broken, **found, "checks": [asdict(check) for check in checks]})
    else:
        title = "everything works" if not broken else f"broken: {', '.join(broken)}"
        print_table(title, ("check", "status", "found"), [(check.name, check.status, check.detail) for check in checks])
    if broken:
        raise EconsimError(f"broken: {', '.join(broken)}")


def facts() -> dict[str, Any]:
    """Return what this installation and machine are, as plain JSON content."""
    wanted = _wanted()
    return {
        "versions": {
            "econsim": econsim.__version__,
            "model": model_version(),
            "python": platform.python_version(),
            **{name: _version(name) for name, extra in wanted if not extra},
        },
        "extras": {
            extra: {"missing": [name for name, of in wanted if of == extra and _version(name) is None]}
            for extra in sorted({extra for _, extra in wanted if extra})
        },
        "cores": n_cores(),
        "memory_bytes": _memory_bytes(),
        "cache": _cache(keep_compiled_code_by_version()),
        "terminal": {
            "encoding": getattr(sys.stdout, "encoding", None),
            "is_terminal": is_terminal(sys.stdout),
            "columns": shutil.get_terminal_size().columns,
            "no_color": bool(os.environ.get("NO_COLOR")),
        },
    }


def checks_of(found: Mapping[str, Any]) -> list[Check]:
    """Return what the facts say about versions, extras, machine, cache and terminal."""
    versions, cache = found["versions"], found["cache"]
    missing = [name for name, version in versions.items() if version is None]
    have = ", ".join(f"{name} {version}" for name, version in versions.items() if version is not None)
    memory = found["memory_bytes"]
    machine = f"{found['cores']} cores, {'unknown memory' if memory is None else f'{memory / _GIB:.1f} GiB of memory'}"
    size = f"{cache['dir']}, {cache['bytes'] / _MB:.1f} MB of compiled code"
    stale = f"; {len(cache['stale'])} of other versions may be deleted: {' '.join(cache['stale'])}"
    return [
        Check("versions", BROKEN, f"missing: {', '.join(missing)}; install econsim again")
        if missing
        else Check("versions", GOOD, have),
        *(_extra_check(name, extra["missing"]) for name, extra in found["extras"].items()),
        Check("machine", GOOD, machine),
        Check("cache", NOTE, size + stale) if cache["stale"] else Check("cache", GOOD, size),
        _terminal_check(found["terminal"]),
    ]


def folder_checks(out: Path) -> list[Check]:
    """Try to write where results and compiled code go; nothing stays there."""
    folders = {"results folder": out, "cache folder": keep_compiled_code_by_version()}
    return [_folder_check(name, folder) for name, folder in folders.items()]


def self_test() -> Check:
    """Simulate one day of a shipped scenario and see whether the books balance."""
    try:
        from econsim.networks.akash_model import AkashModel
        from econsim.networks.catalogue import load_scenario

        begin = time.perf_counter()
        log = AkashModel(load_scenario("mainnet6"), epochs=1).run(1).invariants
    except Exception as error:  # whatever it is, it is what the doctor was asked for
        return Check("self test", BROKEN, f"{type(error).__name__}: {' '.join(str(error).split())}")
    detail = f"mainnet6 for a day: {log.checked} balances checked, {log.violations} broken"
    is_good = log.checked > 0 and log.violations == 0
    return Check("self test", GOOD if is_good else BROKEN, f"{detail}, {time.perf_counter() - begin:.1f} s")


def _wanted() -> list[tuple[str, str]]:
    """Return every package that econsim asks for with the extra that wants it, empty for the core."""
    try:
        lines: Sequence[str] = metadata.requires("econsim") or ()
    except metadata.PackageNotFoundError:  # run from its sources without an install
        return []
    matches = (_REQUIREMENT.match(line) for line in lines)
    return [(match[1], match[2] or "") for match in matches if match is not None]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _cache(folder: Path) -> dict[str, Any]:
    """Return where compiled code is kept and how much; `stale` are folders of other versions beside it."""
    is_ours = folder.name == f"numba-{kernel_version()}"
    beside = sorted(folder.parent.glob("numba-*")) if is_ours else []
    return {
        "dir": str(folder),
        "bytes": sum(map(_size, folder.rglob("*"))),
        "stale": [str(other) for other in beside if other != folder],
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # another process has just renamed it
        return 0


def _extra_check(name: str, missing: Sequence[str]) -> Check:
    if missing:
        return Check(f"extra {name}", NOTE, f"missing {', '.join(missing)}; pip install -e '.[{name}]' adds it")
    return Check(f"extra {name}", GOOD, "installed")


def _terminal_check(terminal: Mapping[str, Any]) -> Check:
    where = f"{terminal['columns']} columns" if terminal["is_terminal"] else "no terminal"
    colour = ", no colour" if terminal["no_color"] else ""
    encoding = str(terminal["encoding"])
    if encoding.lower().replace("-", "").startswith("utf"):
        return Check("terminal", GOOD, f"{where}, {encoding}{colour}")
    return Check("terminal", NOTE, f"{where}, {encoding}{colour}: signs it lacks are replaced; try LC_ALL=C.UTF-8")


def _folder_check(name: str, folder: Path) -> Check:
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(name, BROKEN, f"{folder} cannot be written: {error.strerror}")
    return Check(name, GOOD, f"{folder} can be written, {free / _GIB:.1f} GiB free")


COMMANDS = (doctor,)
