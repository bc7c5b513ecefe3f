"""The kernel version: a hash over what compiled code is made from, so that stale code is impossible.

numba notices an edit only in the file that holds a compiled function, not in files that it calls or takes constants
from. So its cache lies in a folder named by this hash: over every file with compiled functions, over every file that
these functions take a name from, and over all that those import. An edit of a policy or a report recompiles nothing.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from econsim.user_cache import user_cache

PACKAGE = Path(__file__).resolve().parent
_DECORATOR = "njit"


def keep_compiled_code_by_version() -> Path:
    """Point numba's cache to a folder named by the kernel version, unless `NUMBA_CACHE_DIR` names one; return it."""
    folder = os.environ.setdefault("NUMBA_CACHE_DIR", str(user_cache() / f"numba-{kernel_version()}"))
    if "numba" in sys.modules:  # imported before us: it has read its settings already
        sys.modules["numba"].config.CACHE_DIR = folder
    return Path(folder)


def kernel_version(package: Path = PACKAGE) -> str:
    """Return 16 hex digits over the files that kernels read, in the order of their paths."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(files_of_kernels(package)):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@functools.cache
def files_of_kernels(package: Path = PACKAGE) -> frozenset[Path]:
    """Return the files with compiled functions, and all that these functions could read a name from."""
    found = {path for path in package.rglob("*.py") if _is_marked(path.read_text("utf-8"))} - {Path(__file__)}
    trees = [ast.parse(path.read_bytes()) for path in found]
    waiting = [source for tree in trees for source in _sources(tree, package, _names_compiled(tree))]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _sources(ast.parse(path.read_bytes()), package, None)
    return frozenset(found)


def _is_marked(source: str) -> bool:
    return _DECORATOR in source


def _names_compiled(tree: ast.Module) -> set[str]:
    """Return the names used in compiled functions, and those that constants of the module are made of."""
    parts = [
        part
        for part in tree.body
        if isinstance(part, ast.Assign | ast.AnnAssign)
        or (isinstance(part, ast.FunctionDef) and any(_is_marked(ast.dump(mark)) for mark in part.decorator_list))
    ]
    return {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}


def _sources(tree: ast.Module, package: Path, names: set[str] | None) -> Iterator[Path]:
    """Return the package's files from which a module imports some names (any, for None) when it runs."""
    for part in tree.body:
        if not isinstance(part, ast.ImportFrom) or (part.module or "").split(".")[0] != package.name:
            continue
        if names is None or any((alias.asname or alias.name) in names for alias in part.names):
            stem = package.joinpath(*str(part.module).split(".")[1:])
            inside = [stem / f"{alias.name}.py" for alias in part.names]
            yield from (path for path in (stem.with_suffix(".py"), stem / "__init__.py", *inside) if path.is_file())
