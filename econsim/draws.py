"""Draws, keyed by what they are for and never by the order of calls; the arm of a comparison is not in the key.

Two ways to draw:
* `Streams(seed, replicate)(process, epoch)` is a numpy Generator on Philox (Salmon et al. 2011, "Parallel random
  numbers: as easy as 1, 2, 3"), its key a hash of the names;
* `Streams.event_key(process)` with `event_uniform(key, ids...)` gives one uniform to each event, named by whole
  numbers such as (tenant, its k-th intention): adding an event leaves every other draw as it was. What agents draw
  in an epoch (`Draws`) is named in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from econsim.compiled import njit, njit_wrapping
from econsim.errors import RunError
from econsim.normal import normal_quantile
from econsim.units import FloatArray, IntArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def _hash(*words: object, size: int) -> bytes:
    return hashlib.blake2b("/".join(str(word) for word in words).encode(), digest_size=size).digest()


class Streams:
    """All the draws of one replicate."""

    def __init__(self, seed: int, replicate: int) -> None:
        """Remember the seed and the replicate; nothing is drawn yet."""
        self.seed = seed
        self.replicate = replicate
        self._lasting: dict[tuple[str, int], FloatArray] = {}
        self._keys: dict[str, int] = {}
        self._rows_of_keys: dict[tuple[str, tuple[str, ...]], npt.NDArray[np.uint64]] = {}
        self._names: dict[int, npt.NDArray[np.uint64]] = {}

    def __call__(self, process: str, epoch: int = 0) -> np.random.Generator:
        """Return a fresh generator for a process at an epoch: equal names give equal draws."""
        key = np.frombuffer(_hash(self.seed, self.replicate, process, epoch, size=16), dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key))

    def lasting_uniform(self, process: str, size: int) -> FloatArray:
        """Return `size` uniforms in [0, 1) that are the same whenever they are asked for; read-only."""
        if (process, size) not in self._lasting:
            draws = self(process).random(size)
            draws.flags.writeable = False
            self._lasting[process, size] = draws
        return self._lasting[process, size]

    def names_of_ids(self, size: int) -> npt.NDArray[np.uint64]:
        """Return by what bits ids from 0 to `size` are named in every draw; read-only."""
        if size not in self._names:
            self._names[size] = names = np.asarray(_names_of(np.arange(size)))
            names.flags.writeable = False
        return self._names[size]

    def event_key(self, process: str) -> int:
        """Return the 64-bit key of a process whose draws belong to single events."""
        if process not in self._keys:
            self._keys[process] = int.from_bytes(_hash(self.seed, self.replicate, "event", process, size=8), "little")
        return self._keys[process]

    def event_keys(self, population: str, purposes: tuple[str, ...]) -> npt.NDArray[np.uint64]:
        """Return the keys of a population's draws for some purposes."""
        if (population, purposes) not in self._rows_of_keys:
            keys = [self.event_key(f"{population}.{purpose}") for purpose in purposes]
            self._rows_of_keys[population, purposes] = np.array(keys, dtype=np.uint64)
        return self._rows_of_keys[population, purposes]


@njit_wrapping
def _mixed(bits: Any) -> Any:
    """Return bits mixed by the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
    bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
    return bits ^ (bits >> np.uint64(31))


@njit_wrapping
def _name_of(number: Any) -> Any:
    """Return the name that a number is, whatever is named by it."""
    return _mixed(number * _GOLDEN + _GOLDEN)


@njit_wrapping
def _named(bits: Any, number: Any) -> Any:
    """Return bits further named by a number."""
    return _mixed((bits + _GOLDEN) ^ _name_of(number))


def event_bits(key: int | npt.NDArray[np.uint64], *ids: Any) -> npt.NDArray[np.uint64]:
    """Return 64 mixed bits for each event named by whole numbers (arrays broadcast)."""
    bits = np.atleast_1d(np.asarray(key, dtype=np.uint64))
    for number in ids:
        rows, numbers = np.broadcast_arrays(bits, np.atleast_1d(number).astype(np.uint64))
        bits = np.empty(rows.shape, dtype=np.uint64)
        _name_each(rows.flatten(), numbers.flatten(), bits.reshape(-1))
    return bits


@njit
def _name_each(bits: Any, numbers: Any, named: Any) -> None:
    for row in range(named.size):
        named[row] = _named(bits[row], numbers[row])


@njit
def bits_of(bits: Any, number: int) -> Any:
    """Return bits further named by a whole number, for kernels: bits_of(bits_of(key, a), b) = event_bits(key, a, b)."""
    return _named(bits, np.uint64(number))


@njit
def uniform_of(bits: Any) -> float:
    """Return the uniform in [0, 1) of mixed bits, in compiled code."""
    return np.float64(bits >> np.uint64(11)) * 2.0**-53


def event_uniform(key: int | npt.NDArray[np.uint64], *ids: Any) -> FloatArray:
    """Return a uniform in [0, 1) for each event named by whole numbers (arrays broadcast)."""
    shift = np.uint64(11)
    return (event_bits(key, *ids) >> shift).astype(np.float64) * 2.0**-53


class Draws:
    """The draws one population may ask for in one epoch.

    A draw is named by its purpose, the epoch and an id, so that one agent more, or another policy for one agent,
    changes nobody else's dice, and a kernel draws for one id alone. Lasting draws are made for all ids, then cut.
    """

    def __init__(
        self, streams: Streams, population: str, epoch: int | None, size: int, rows: IntArray | None = None
    ) -> None:
        """Hold the names; `rows` are the ids that ask (all when None). Without an epoch only lasting draws are made."""
        self._streams = streams
        self._population = population
        self._of_epoch = epoch
        self._size = size
        self._rows = rows

    @property
    def _epoch(self) -> int:
        if self._of_epoch is None:
            raise RunError(
                f"a policy of {self._population} with `looks_at` has draws that last and no others, since its answer "
                "stands for many epochs; leave `looks_at` out"
            )
        return self._of_epoch

    def that_last(self) -> Draws:
        """Return the draws that are the same in every epoch alone."""
        return Draws(self._streams, self._population, None, self._size, self._rows)

    def __call__(self, rows: IntArray) -> Draws:
        """Return the same draws cut to some rows, which ascend."""
        if isinstance(rows, str):
            raise TypeError(f"draws({rows!r}) is for who decides one at a time; here it is draws.uniform({rows!r})")
        if rows.size == self._size:
            return self
        return Draws(self._streams, self._population, self._of_epoch, self._size, rows)

    @property
    def _ids(self) -> IntArray:
        return np.arange(self._size) if self._rows is None else self._rows

    def uniform(self, purpose: str) -> FloatArray:
        """Return one uniform in [0, 1) for each row that asks, new every epoch: that of the event named by its id."""
        return np.asarray(_uniforms(self.event_bits(purpose), self._ids))

    def first_of(self, purposes: Mapping[str, float]) -> IntArray:
        """Return for each row the number of the first purpose whose uniform is below a probability; -1 for none."""
        return np.asarray(first_below(self.bits_of_each(*purposes), np.array(list(purposes.values())), self.names))

    @property
    def names(self) -> npt.NDArray[np.uint64]:
        """Return by what bits each row that asks is named in its draws."""
        names = self._streams.names_of_ids(self._size)
        return names if self._rows is None else names[self._rows]

    def normal(self, purpose: str) -> FloatArray:
        """Return one standard normal for each row that asks, new every epoch."""
        return np.asarray(normal_quantile(np.maximum(self.uniform(purpose), 2.0**-54)))

    def lasting_uniform(self, purpose: str) -> FloatArray:
        """Return one uniform in [0, 1) for each row that asks, the same in every epoch."""
        draws = self._streams.lasting_uniform(f"{self._population}.{purpose}.lasting", self._size)
        return draws if self._rows is None else draws[self._rows]

    def event_uniform(self, purpose: str, *ids: Any) -> FloatArray:
        """Return a uniform in [0, 1) for each event of this epoch named by whole numbers."""
        return event_uniform(self._streams.event_key(f"{self._population}.{purpose}"), self._epoch, *ids)

    def event_bits(self, purpose: str) -> Any:
        """Return the bits that kernels name further: uniform_of(bits_of(bits, a)) = event_uniform(purpose, a)."""
        return self.bits_of_each(purpose)[0]

    def bits_of_each(self, *purposes: str) -> npt.NDArray[np.uint64]:
        """Return the same bits of several purposes."""
        return np.asarray(_bits_of_each(self._streams.event_keys(self._population, purposes), self._epoch))


@njit
def _bits_of_each(keys: Any, number: int) -> Any:
    """Return keys further named by a whole number."""
    bits = np.empty(keys.size, np.uint64)
    for place in range(keys.size):
        bits[place] = bits_of(keys[place], number)
    return bits


@njit
def _uniforms(bits: Any, ids: IntArray) -> FloatArray:
    """Return the uniform of each id."""
    uniforms = np.empty(ids.size)
    for row in range(ids.size):
        uniforms[row] = uniform_of(bits_of(bits, ids[row]))
    return uniforms


@njit_wrapping
def _names_of(ids: IntArray) -> Any:
    """Return by what bits each id is named."""
    names = np.empty(ids.size, np.uint64)
    for row in range(ids.size):
        names[row] = _name_of(np.uint64(ids[row]))
    return names


@njit_wrapping
def first_below(bits: Any, likely: FloatArray, names: Any) -> Any:
    """Return for each name of an id the number of the first bits whose uniform is below how likely they are; -1: none.

    Uniforms are not made: u = n / 2^53 is below p where the whole number n is below p x 2^53.
    """
    first = np.full(names.size, -1, np.int8)
    for purpose in range(likely.size - 1, -1, -1):
        begin, limit = bits[purpose] + _GOLDEN, np.uint64(np.ceil(min(max(likely[purpose], 0.0), 1.0) * 2.0**53))
        for row in range(names.size):
            if _mixed(begin ^ names[row]) >> np.uint64(11) < limit:
                first[row] = purpose
    return first
