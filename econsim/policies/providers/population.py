"""Providers at the start: their nodes, their GPUs, the level of their asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import Frozen, parameter
from econsim.policies.providers.supply_population import SupplyPopulation
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.values import (
    FROZEN,
    LARGEST_WHOLE,
    MOST_ACCOUNTS,
    Fraction,
    Inconsistent,
    Name,
    Seconds,
    Section,
    Whole,
    sums_to_one,
)
from econsim.world.money import Akt


class GpuModel(Frozen):
    """One GPU model: how many are installed, and what they cost here and elsewhere."""

    gpus: int = parameter(
        "GPUs installed, all providers together",
        unit="GPUs",
        source="assumption; target 150 to 200 GPUs in late 2023",
        status="assumed",
        ge=0,
        le=LARGEST_WHOLE,
    )
    ask_usd_per_hour: float = parameter(
        "typical ask of an operator",
        unit="USD/GPU-hour",
        source=f"A100, H100: {sources.AKASH_ASKS}; the level of the others {sources.CALIBRATED}",
        status="fitted",
        ge=0.001,
        le=10_000.0,
    )
    basket_gpus: int = parameter(
        "GPUs in the basket of the price index, whatever is installed; 0 leaves the model out",
        unit="GPUs",
        source="as many as the preset installs",
        status="choice",
        default=0,
        ge=0,
        le=LARGEST_WHOLE,
    )
    open_market_usd_per_hour: float = parameter(
        "price on the open market",
        unit="USD/GPU-hour",
        source=f"{sources.GPU_PRICES}; the level of those without a posted ask {sources.CALIBRATED}",
        status="fitted",
        ge=0.001,
        le=10_000.0,
    )
    board_watts: float = parameter(
        "power that a card draws",
        unit="W",
        source="board power by the maker's data sheet; see the scenario",
        status="measured",
        default=300.0,
        ge=0.0,
        le=100_000.0,
    )
    earned_ratio_at_start: float = parameter(
        "what a GPU-hour, in use or not, earns its provider at the start after fees, over the typical ask",
        unit="fraction",
        source=f"{sources.CALIBRATED}: the market at rest",
        status="fitted",
        default=0.55,
        gt=0.0,
        le=100.0,
    )
    use_at_start: float = parameter(
        "GPUs in use over those installed at the start, as owners know it",
        unit="fraction",
        source=f"{sources.CALIBRATED}: the market at rest",
        status="fitted",
        default=0.6,
        ge=0.0,
        le=1.0,
    )
    contract_usd_per_gpu_hour: float = parameter(
        "what a contract of the incentive programme pays for a GPU-hour that it guarantees; 0 for none",
        unit="USD/GPU-hour",
        source="contracts of February 2024 to September 2025, Prop 303 (observatory.zone/akash-network/governance/303)",
        status="inferred",
        default=0.0,
        ge=0.0,
        le=10_000.0,
    )
    grade: Literal["data_centre", "consumer"] = parameter(
        "what the cards are built for: decides how often they fail",
        unit="name",
        source="the maker's product line",
        status="choice",
        default="data_centre",
    )


class ProviderPopulation(Section):
    """Providers and their nodes."""

    accounts: int = parameter(
        "providers",
        unit="accounts",
        source="assumption; about 45 in February 2023, "
        + sources.MEETINGS.format(path="sig-economics/meetings/001-2023-02-01.md"),
        status="assumed",
        gt=0,
        le=MOST_ACCOUNTS,
    )
    gpu_providers: int = parameter(
        "providers that may have GPU nodes",
        unit="accounts",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0,
        le=MOST_ACCOUNTS,
    )
    wallet_uakt: Akt = parameter(
        "AKT of each provider, for bid deposits",
        unit="uakt",
        source=sources.ASSUMPTION,
        status="assumed",
    )
    audited_share: float = parameter(
        "part of the providers that carry an auditor's signature",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    bids_again: bool = parameter(
        "true: when room frees on a node, its provider bids from there on the orders that are open",
        unit="flag",
        source=f"{sources.OURS}; the provider software bids on every order that it sees and can hold",
        status="choice",
        default=False,
    )
    jurisdictions: Annotated[Mapping[Name, Fraction], Field(min_length=1), FROZEN] = parameter(
        "part of the providers in each jurisdiction",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=FrozenMap({"everywhere": 1.0}),
    )
    ask_log_sd: float = parameter(
        "spread of operators' asks around the typical one, standard deviation of the logarithm",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=3.0,
    )
    threads: int = parameter(
        "CPU threads of a provider's node without GPUs, median of a lognormal",
        unit="threads",
        source="assumption: the leases that were active at the end of 2024 leave about half of all threads free",
        status="assumed",
        gt=0,
        le=10_000,
    )
    threads_log_sd: float = parameter(
        "spread of those threads, standard deviation of the logarithm",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=3.0,
    )
    memory_gib_per_thread: int = parameter(
        "memory of such a node", unit="GiB/thread", source=sources.ASSUMPTION, status="assumed", gt=0, le=1_000
    )
    storage_gib_per_thread: int = parameter(
        "storage of such a node", unit="GiB/thread", source=sources.ASSUMPTION, status="assumed", gt=0, le=10_000
    )
    gpus_per_node: tuple[Whole, ...] = parameter(
        "sizes of GPU nodes, equally likely until a model's GPUs are placed",
        unit="GPUs",
        source=sources.ASSUMPTION,
        status="assumed",
        min_length=1,
    )
    threads_per_gpu: int = parameter(
        "CPU threads of a GPU node", unit="threads/GPU", source=sources.ASSUMPTION, status="assumed", gt=0, le=1_000
    )
    memory_gib_per_gpu: int = parameter(
        "memory of a GPU node", unit="GiB/GPU", source=sources.ASSUMPTION, status="assumed", gt=0, le=10_000
    )
    storage_gib_per_gpu: int = parameter(
        "storage of a GPU node", unit="GiB/GPU", source=sources.ASSUMPTION, status="assumed", gt=0, le=100_000
    )
    withdrawal_period: Seconds = parameter(
        "time between two withdrawals of a running lease's earnings",
        unit="s",
        source=sources.PROVIDER,
        status="from code",
        ge=60.0,
    )
    lease_funds_monitor_interval: Seconds = parameter(
        "time between two looks at a lease's escrow; unpaid service lasts this long at most",
        unit="s",
        source=sources.PROVIDER,
        status="from code",
        ge=60.0,
    )
    gpu_models: Annotated[Mapping[Name, GpuModel], FROZEN]
    supply: SupplyPopulation

    @model_validator(mode="after")
    def _somebody_has_the_gpus(self) -> Self:
        if self.gpu_providers > self.accounts:
            raise Inconsistent("gpu_providers", f"is {self.gpu_providers}; there are {self.accounts} providers")
        if not self.gpu_providers and any(model.gpus for model in self.gpu_models.values()):
            raise Inconsistent("gpu_providers", "is 0; somebody must have the GPUs of gpu_models")
        if "all" in self.gpu_models:
            raise Inconsistent("gpu_models.all", "is a name that stands for all models together; choose another")
        sums_to_one("jurisdictions", self.jurisdictions)
        return self
