"""Commands to begin with: init, schema."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli.show import json_text, print_json, put
from econsim.errors import UsageError
from econsim.model_version import PACKAGE

_STARTER = PACKAGE / "data" / "starter"


def init(directory: Annotated[Path, Parameter(help="a folder that is new or empty")], /) -> None:
    """Make a folder with a commented study that runs, and the schema by which editors check it.

    Example: econsim init my_study
    """
    from econsim.networks.catalogue import CATALOGUE
    from econsim.scenario.json_schema import json_schema

    if directory.is_dir() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty; name a new folder")
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file; name a new folder")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".init-", dir=directory.absolute().parent) as beside:
        made = Path(beside) / "made"
        shutil.copytree(_STARTER, made, copy_function=shutil.copyfile)
        (made / "scenario.schema.json").write_text(json_text(json_schema(CATALOGUE)) + "\n", encoding="utf-8")
        _put(made, directory)
    put(f"made {directory}; try: econsim compare {shlex.quote(str(directory / 'study.yaml'))}")


def _put(made: Path, directory: Path) -> None:
    """Move a whole folder to its place; one that is there already, the current one perhaps, gets the files."""
    if not directory.exists():
        os.rename(made, directory)
        return
    for file in made.iterdir():
        os.replace(file, directory / file.name)


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check while you type.

    Example: econsim schema > scenario.schema.json
    """
    from econsim.networks.catalogue import CATALOGUE
    from econsim.scenario.json_schema import json_schema

    print_json(json_schema(CATALOGUE))


COMMANDS = (init, schema)
