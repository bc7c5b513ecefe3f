"""Replicates kept as files: epochs/replicate=NNNN.parquet and agents/replicate=NNNN.parquet.

Each file carries a label (the key of the run's folder, which part of which replicate it is, the invariant log) and a
seal: a hash over all its bytes, its own place left blank. A file that was cut off or changed does not fit its seal, one
that belongs elsewhere does not fit its label; it is set aside and its replicate made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from econsim.atomic_files import set_aside, write_bytes
from econsim.errors import RunError
from econsim.runs.joined_series import JoinedSeries
from econsim.runs.parquet import UNITS, parquet_bytes, units_of
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult

EPOCHS, AGENTS = "epochs", "agents"
_LABEL, _SEAL = b"econsim.label", b"econsim.seal"
_MARK, _BLANK = b"blake2b of this file, with zeros here: ", b"0" * 32
_MAKE_ANEW = "run the same command again to make it anew"
_log = logging.getLogger("econsim")


class _Misfit(Exception):
    """What is wrong with a file."""


@dataclass(frozen=True)
class SavedReplicate:
    """What is read back of a replicate whose two files are whole."""

    series: pd.DataFrame
    invariants: InvariantLog


@dataclass(frozen=True)
class ReplicateFiles:
    """The replicates in one results folder; `key` is the whole key of the question they belong to."""

    folder: Path
    key: str

    def save(self, replicate: ReplicateResult, scenario: str) -> None:
        """Write both files of a replicate of a scenario; the epochs come last and say that it is complete."""
        self._write(AGENTS, replicate, scenario, replicate.agents)
        self._write(EPOCHS, replicate, scenario, replicate.series.reset_index())

    def load(self, number: int) -> SavedReplicate | None:
        """Return a replicate, None where it is not there whole; what does not fit is set aside with a warning."""
        agents, epochs = (self._whole(part, number) for part in (AGENTS, EPOCHS))
        if agents is None or epochs is None:
            return None
        return SavedReplicate(_by_epoch(_frame(epochs)), InvariantLog(**_label(epochs)["invariants"]))

    def series(self, number: int) -> pd.DataFrame:
        """Return the series of a replicate by epoch and date; raises RunError where they are not there whole."""
        return _by_epoch(self._surely(EPOCHS, number))

    def series_of(self, numbers: Sequence[int]) -> pd.DataFrame:
        """Return the series of some replicates by replicate, epoch and date; raises as `series` does."""
        joined = JoinedSeries(numbers, self.folder)
        for number in numbers:
            joined.enter(number, self.series(number))
        return joined.frame()

    def agents(self, number: int) -> pd.DataFrame:
        """Return the agents of a replicate; raises RunError where they are not there whole."""
        return self._surely(AGENTS, number)

    def numbers(self) -> list[int]:
        """Return the numbers of the replicates that have files, in order."""
        names = (path.stem.partition("=")[2] for path in (self.folder / EPOCHS).glob("replicate=*.parquet"))
        return sorted(int(number) for number in names if number.isdecimal())

    def path(self, part: str, number: int) -> Path:
        """Return the path of one file."""
        return self.folder / part / f"replicate={number:04d}.parquet"

    def _write(self, part: str, replicate: ReplicateResult, scenario: str, frame: pd.DataFrame) -> None:
        number = replicate.number
        label = {"key": self.key, "part": part, "replicate": number, "invariants": asdict(replicate.invariants)}
        told = of_replicate(number, frame)
        told.insert(0, "scenario", scenario)
        metadata = {_LABEL: json.dumps(label), _SEAL: _MARK + _BLANK}
        write_bytes(self.path(part, number), _sealed(parquet_bytes(told, metadata)))

    def _surely(self, part: str, number: int) -> pd.DataFrame:
        path = self.path(part, number)
        try:
            return _frame(self._read(path, part, number))
        except FileNotFoundError:
            raise RunError(f"{path} is not there; {_MAKE_ANEW}") from None
        except _Misfit as error:
            raise RunError(f"{path} {error}; {_MAKE_ANEW}") from error

    def _whole(self, part: str, number: int) -> pq.ParquetFile | None:
        path = self.path(part, number)
        try:
            return self._read(path, part, number)
        except FileNotFoundError:
            return None
        except _Misfit as error:
            _set_aside(path, error)
            return None

    def _read(self, path: Path, part: str, number: int) -> pq.ParquetFile:
        """Return the file of a replicate, open, its bytes and its label checked."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _Misfit(f"cannot be read ({error.strerror})") from error
        if not _is_as_sealed(content):
            raise _Misfit("is not as it was written")
        file = pq.ParquetFile(io.BytesIO(content))
        label = _label(file)
        if (label["key"], label["part"], label["replicate"]) != (self.key, part, number):
            raise _Misfit("belongs to another run or replicate")
        return file


class SavedAgents(Sequence[pd.DataFrame]):
    """The agents of each replicate of a run, read from its file whenever they are looked at."""

    def __init__(self, files: ReplicateFiles, numbers: Sequence[int]) -> None:
        """`numbers` are those of the replicates, in their order."""
        self._files, self._numbers = files, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: Any) -> Any:
        return self._files.agents(self._numbers[place])

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return map(self._files.agents, self._numbers)


def of_replicate(number: int, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the number of its replicate as the first column."""
    found = frame.copy(deep=False)
    found.insert(0, "replicate", number)
    return found


def _label(file: pq.ParquetFile) -> dict[str, Any]:
    label: dict[str, Any] = json.loads(file.metadata.metadata[_LABEL])
    return label


def _frame(file: pq.ParquetFile) -> pd.DataFrame:
    frame: pd.DataFrame = file.read(use_threads=False).to_pandas(use_threads=False)
    frame.attrs = {UNITS: units_of(file.schema_arrow)}
    return frame.drop(columns="scenario")


def _by_epoch(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="replicate").set_index(["epoch", "date"])


def _set_aside(path: Path, why: Exception) -> None:
    try:
        aside = set_aside(path)
    except FileNotFoundError:  # the same job at the same time was faster
        return
    _log.warning("%s %s: set aside as %s, its replicate is made again", path, why, aside.name)


def _sealed(content: bytes) -> bytes:
    """Return the bytes of a file with their hash in the place that was left blank for it."""
    before, mark, after = content.rpartition(_MARK)
    return before + mark + _hash(content) + after[len(_BLANK) :]


def _is_as_sealed(content: bytes) -> bool:
    before, mark, after = content.rpartition(_MARK)
    return bool(mark) and _sealed(before + mark + _BLANK + after[len(_BLANK) :]) == content


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).hexdigest().encode()
