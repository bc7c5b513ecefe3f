"""AkashModel: the model that steps the page of Akash; command line, notebooks and tests all step it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from econsim.contracts import DecisionKind
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.genesis.longer import prolong
from econsim.genesis.world import build_genesis
from econsim.measures.outcomes import Incomes
from econsim.measures.since import Since
from econsim.mechanisms.bme.rules import fund_vault
from econsim.mechanisms.distribution.yields import yields_by_law
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.rules import migrate
from econsim.networks.akash import OF_THE_MARKET, one_epoch
from econsim.networks.akash_habits import market_habits
from econsim.networks.akash_supply import supply_terms
from econsim.networks.akash_validators import akash_validators
from econsim.networks.akash_warm_up import warm_up
from econsim.networks.catalogue import scenario_of, scenario_of_content
from econsim.scenario.schema import Scenario
from econsim.simulation.checkpoint import read_checkpoint
from econsim.simulation.law_in_force import LawInForce
from econsim.simulation.model import Model
from econsim.simulation.recorder import Outcomes
from econsim.simulation.side_by_side import Epoch, alone
from econsim.world.world import World


class AkashModel(Model):
    """Akash Network under one scenario and the draws of one replicate.

    `inputs` is the scenario, `world` what exists now, `series` what was recorded (one row an epoch), `epoch` the
    number of the epoch that comes next; `running` turns False after the last one. `datacollector` holds the series
    for Mesa's own tools. The same seed and replicate give the same numbers, so `mesa.batch_run` varies `replicate`:
    `mesa.batch_run(AkashModel, {"scenario": "mainnet7", "epochs": 60, "replicate": range(5)})`.

    The upgrade of Mainnet 7 acts at the beginning of epoch 27, and lifts every validator to the floor:

    >>> model = AkashModel("mainnet7", epochs=28).run(28)
    >>> (model.series["n_below_floor"].iloc[[26, 27]] > 0).tolist()
    [True, False]
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        seed: int | None = None,
        rng: int | None = None,
        replicate: int = 0,
        epochs: int | None = None,
    ) -> None:
        """Build the world at epoch 0 of a scenario, or of the one of a name or path.

        `seed` and `epochs` (the horizon) are the scenario's own when None; `rng` is Mesa's word for `seed`.
        """
        super().__init__(scenario_of(scenario), seed=seed, rng=rng, replicate=replicate, epochs=epochs)
        scenario = self.inputs
        self.law = LawInForce(scenario.part(Law), scenario.timeline, scenario.governance, scenario.run.n_before)
        self.habits = market_habits(self.inputs) if self.inputs.run.market else None
        self.supply = supply_terms(self.inputs)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return a model that goes on from a checkpoint of `save`, to the last bit like one that never stopped.

        Raises UsageError, in one line, for a file that is none, was damaged, or is of another model version, and
        where a policy or shock of your own is no longer what it was.
        """
        told, state = read_checkpoint(Path(path))
        scenario = scenario_of_content(told["scenario"])
        if scenario.digest() != told["digest"]:
            raise UsageError(f"{path} was written with other code of a policy or shock of your own; run its past again")
        model = cls(scenario, seed=told["seed"], replicate=told["replicate"], epochs=told["epochs"])
        model.take_up(*state)
        return model

    @property
    def decided(self) -> Sequence[DecisionKind]:
        """Return what is decided in every epoch; without a market only what concerns stake and votes."""
        every = super().decided
        return every if self.inputs.run.market else [kind for kind in every if kind.population not in OF_THE_MARKET]

    def genesis(self, streams: Streams) -> World:
        """Return the world at epoch 0, after the migrations of the release that it begins with."""
        price_usd, law = self.nature.akt_price.usd(0), self.inputs.part(Law)
        world = build_genesis(self.inputs, akash_validators(), streams, self.n_epochs, price_usd)
        migrate(world, law, law.software.migrations)
        fund_vault(world, law.software.fund_vault)
        if world.epoch < 0:
            warm_up(world, self.inputs, self.nature, streams)
        world.real_yield = yields_by_law(world, law.mint, law.distribution).real_yield
        return world

    def outcomes(self) -> Outcomes:
        """Return what adds up what each agent gets from now on."""
        incomes = Incomes(self.world)
        return Since(incomes, self.world) if self.world.epoch else incomes

    def prolong(self, world: World) -> None:
        """Give a world the tenants and the arrivals of this model's own, which is to last longer."""
        prolong(world, self.world)

    def one_epoch(self) -> None:
        """Let one epoch of the page happen."""
        alone(self.world, self.in_turns())

    def in_turns(self) -> Epoch:
        """Return an epoch of the page that hands over what models side by side do once (`SideBySide`)."""
        terms = (self.law, self.nature, self.choices, self.habits, self.supply)
        return one_epoch(self.world, *terms, self.invariants, self.recorder)
