"""Histories that have been lived: each replicate's world on some days, kept in files for all who go on from there.

A file is named by all that its world follows from: the scenario's content, the model version, seed, replicate, epoch.
So none is ever stale; one that is missing, damaged or cannot be written costs time and changes no number. Whoever is
stopped goes on from the last file; two who live the same history at once write the same files, each of them whole.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from econsim.atomic_files import remove_leftovers
from econsim.errors import UsageError
from econsim.model_version import model_version
from econsim.scenario.schema import Scenario
from econsim.simulation.checkpoint import read_checkpoint, write_checkpoint
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import Recorder
from econsim.user_cache import user_cache
from econsim.world.world import World

_EVERY = 120  # epochs: at most so many are lived again by who was stopped
Lived = tuple[World, Recorder, InvariantLog]
_log = logging.getLogger("econsim")


def folder_of(history: Scenario, seed: int, replicate: int, horizon: int | None = None) -> Path:
    """Return the folder in which the files of one replicate's history are; see `lived`."""
    asked = [history.digest(), model_version(), str(seed), str(replicate), *([] if horizon is None else [str(horizon)])]
    named = hashlib.blake2b("\n".join(asked).encode(), digest_size=8).hexdigest()
    return user_cache() / "histories" / f"{history.name}-{named}"


def lived(
    model: Callable[..., Any], history: Scenario, seed: int, replicate: int, epochs: int, horizon: int | None = None
) -> Lived:
    """Return a replicate's world after some epochs of a history, what was recorded of them and how the books stood.

    `horizon` is for how many epochs the world and its records are made (None: for these): who goes on with what agents
    got so far needs all of its own agents in them.
    """
    folder = folder_of(history, seed, replicate, horizon)
    found = last_kept(folder, epochs)
    if found is not None and found[0].epoch == epochs:
        return found
    _log.info("%s: living its %d epochs, once for replicate %d, in %s", history.name, epochs, replicate, folder)
    run = model(history, seed=seed, replicate=replicate, epochs=horizon or epochs)
    if found is not None:
        run.go_on(*found[:2])
        run.invariants = found[2]
    while run.epoch < epochs:
        run.step()
        if run.epoch % _EVERY == 0 or run.epoch == epochs:
            _keep(_file(folder, run.epoch), history, run)
    return run.world, run.recorder, run.invariants


def last_kept(folder: Path, epochs: int) -> Lived | None:
    """Return the last world of a history that is kept, of `epochs` or fewer, with what was recorded of it."""
    for file in _files(folder, epochs):
        try:
            found: Lived = read_checkpoint(file)[1]
        except UsageError as error:
            _log.warning("%s; it is made again", error)
            continue
        return found
    return None


def epochs_kept(folder: Path, epochs: int) -> int:
    """Return how many of some epochs of a history need not be lived again."""
    return next((int(file.stem.partition("-")[2]) for file in _files(folder, epochs)), 0)


def _files(folder: Path, epochs: int) -> list[Path]:
    """Return the files of `epochs` or fewer, the last first."""
    return sorted((file for file in folder.glob("epoch-*.world") if file <= _file(folder, epochs)), reverse=True)


def _file(folder: Path, epoch: int) -> Path:
    return folder / f"epoch-{epoch:06}.world"


def _keep(file: Path, history: Scenario, run: Any) -> None:
    """Write a world; where that cannot be, say so once an attempt and go on."""
    try:
        write_checkpoint(file, {"history": history.name, "epoch": run.epoch}, (run.world, run.recorder, run.invariants))
        remove_leftovers(file.parent)
    except OSError as error:
        _log.warning("%s cannot be kept (%s): the next run will live it again", file, error.strerror)
