"""What providers may have noted in the market, beside their asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from econsim.errors import RunError
from econsim.units import MICRO, IntArray
from econsim.world.world import World


@dataclass(frozen=True, match_args=False)
class Markups(Protocol):
    """Mark-ups of providers over their costs, one entry a provider and GPU model."""

    markup_row: IntArray  # the provider
    markup_model: IntArray  # the number of models for bundles without GPUs
    markup_micro: IntArray  # millionths of the cost


def remember_markups(world: World, noted: Markups) -> None:
    """Note what providers have learnt, for their next decision; nobody else sees it."""
    if noted.markup_row.size == 0:
        return
    n_lines = len(world.gpu_models) + 1
    if noted.markup_model.max() >= n_lines:
        most = noted.markup_model.max()
        raise RunError(f"epoch {world.epoch}: a mark-up is for GPU model {most}; the last is {n_lines - 1}")
    lines = world.track_record.lines
    lines.markup[noted.markup_row * n_lines + noted.markup_model] = noted.markup_micro / MICRO
