"""How nature takes nodes down: not at all, or as renewals with shocks in common and maintenance."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.draws import Streams
from econsim.scenario.values import Inconsistent
from econsim.shocks.node_outages.channel import NodeOutages
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR
from econsim.world.outage_clocks import OUTAGE_LAW, PURPOSES
from econsim.world.tables import records

_HOURS_PER_DAY = SECONDS_PER_DAY / SECONDS_PER_HOUR


def _hours(meaning: str, default: float, source: str = sources.ASSUMPTION, **limits: Any) -> Any:
    return parameter(meaning, unit="hours", source=source, status="assumed", default=default, le=1e10, **limits)


class NoOutages(NodeOutages):
    """Nothing ever breaks, and nothing is maintained."""

    kind: ClassVar[str] = "none"

    def law(self, streams: Streams) -> Any:
        """Return that there is none."""
        return None

    def failures_per_hour(self, data_centre_gpus: int, consumer_gpus: int, cpu_nodes: int) -> float:
        """Return none."""
        return 0.0


class Renewal(NodeOutages):
    """Nodes fail, are repaired and begin anew; some failures strike many nodes at once, and providers maintain theirs.

    A node fails at rate GPUs / MTBF of its grade (without GPUs 1 / cpu_node_mtbf_hours). Of that rate the shares below
    come from shocks in common: one strikes, of the nodes of a provider or a jurisdiction, those whose rate is above a
    level that it draws, so each node is struck at exactly share x its own rate, and the counts of two nodes of equal
    rate correlate by the share of the shocks that they have in common. The rest are failures of its own, after up
    times that are exponential (weibull_shape 1) or Weibull with the same mean; each repair begins a new up time. What
    is down is not struck again. Where weibull_shape is not 1, shocks cut up times short: rates are then near those
    given, not equal to them.
    """

    kind: ClassVar[str] = "renewal"

    data_centre_mtbf_gpu_hours: float = parameter(
        "mean time between failures of one GPU of data-centre grade, whatever of its node failed",
        unit="GPU-hours",
        source=f"419 unexpected interruptions of 16,384 H100 in 54 days: {sources.LLAMA_3}",
        status="measured",
        default=50_677.0,
        gt=0.0,
        le=1e10,
    )
    consumer_mtbf_gpu_hours: float = parameter(
        "the same of consumer grade",
        unit="GPU-hours",
        source="assumption: 1/10 of data-centre grade, range 1/10 to 1/100",
        status="assumed",
        default=5_067.7,
        gt=0.0,
        le=1e10,
    )
    cpu_node_mtbf_hours: float = _hours("mean time between failures of a node without GPUs", 20_000.0, gt=0.0)
    weibull_shape: float = parameter(
        "shape of the Weibull law of up times: 1 is exponential, below 1 nodes fail young, above 1 old",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1.0,
        ge=0.1,
        le=20.0,
    )
    data_centre_mttr_hours: float = _hours("mean repair of a node of data-centre grade or without GPUs", 4.0, ge=0.0)
    consumer_mttr_hours: float = _hours("mean repair of a node of consumer grade", 24.0, ge=0.0)
    provider_share: float = parameter(
        "part of a node's failures that come from shocks that strike its provider",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.1,
        ge=0.0,
        le=1.0,
    )
    jurisdiction_share: float = parameter(
        "part of a node's failures that come from shocks that strike its jurisdiction",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    maintenance_interval_days: float = parameter(
        "mean time from the end of a provider's maintenance to the notice of the next; 0 for no maintenance",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=90.0,
        ge=0.0,
        le=1e6,
    )
    maintenance_hours: float = _hours("how long a maintenance takes all nodes of a provider down", 4.0, ge=0.0)
    notice_hours: float = _hours(
        "how long before it tenants are told; nodes take no new leases from then", 48.0, ge=0.0
    )

    @model_validator(mode="after")
    def _shares_leave_a_rest(self) -> Self:
        if self.provider_share + self.jurisdiction_share > 1.0:
            at = f"is {self.jurisdiction_share:g}; with provider_share {self.provider_share:g} that is more than 1"
            raise Inconsistent("jurisdiction_share", at, "shares")
        return self

    def law(self, streams: Streams) -> Any:
        """Return the law, and the keys of this replicate's draws."""
        made = records(OUTAGE_LAW, 1)
        made[0] = (
            [streams.event_key(f"node_outages.{purpose}") for purpose in PURPOSES],
            (self.data_centre_mtbf_gpu_hours, self.consumer_mtbf_gpu_hours),
            self.cpu_node_mtbf_hours,
            (self.data_centre_mttr_hours, self.consumer_mttr_hours),
            self.weibull_shape,
            self.provider_share,
            self.jurisdiction_share,
            self.maintenance_interval_days * _HOURS_PER_DAY,
            self.maintenance_hours,
            self.notice_hours,
        )
        return made

    def failures_per_hour(self, data_centre_gpus: int, consumer_gpus: int, cpu_nodes: int) -> float:
        """Return the rate of each over its mean time between failures."""
        of_gpus = data_centre_gpus / self.data_centre_mtbf_gpu_hours + consumer_gpus / self.consumer_mtbf_gpu_hours
        return of_gpus + cpu_nodes / self.cpu_node_mtbf_hours
