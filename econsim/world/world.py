"""The world: everything that exists at one moment, as plain arrays and numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from econsim.units import DENOMS, FloatArray, IntArray
from econsim.world.arrivals import Arrivals
from econsim.world.bme import BurnMint
from econsim.world.bonds import BondTerms, BondUnbondings, SlashProposals
from econsim.world.delegations import Away, Delegations, Delegators, Redelegations, Unbondings
from econsim.world.elsewhere import Elsewhere
from econsim.world.journal import Journal
from econsim.world.ledger import Ledger
from econsim.world.market_book import Bundles, Intentions, MarketBook
from econsim.world.outages import Outages
from econsim.world.price_impact import PriceImpact
from econsim.world.projects import GpuReturns, Projects
from econsim.world.proposals import Proposals, Votes
from econsim.world.providers import Nodes, Providers
from econsim.world.signing import DoubleSigns, MissedVotes
from econsim.world.tables import empty
from econsim.world.tenants import Tenants
from econsim.world.track_record import TrackRecord
from econsim.world.traders import Traders
from econsim.world.validators import Validators, bonded_tokens
from econsim.world.wants import Wants

_AGENTS = ("validators", "delegators", "providers", "tenants")


@dataclass
class GenesisPreferences:
    """How delegators of each type saw the validators at genesis; columns by validator."""

    genesis_share_large: FloatArray
    genesis_share_small: FloatArray
    genesis_commission_rate: FloatArray


@dataclass
class World:
    """Who exists and what they own; money columns are the ledger's accounts."""

    inflation: float
    akt_price_usd: float
    epoch_seconds: float
    seconds_per_block: float
    start_height: int
    ledger: Ledger
    validators: Validators
    delegators: Delegators
    delegations: Delegations
    unbondings: Unbondings
    away: Away
    redelegations: Redelegations
    proposals: Proposals
    votes: Votes
    missed_votes: MissedVotes
    double_signs: DoubleSigns
    genesis_preferences: GenesisPreferences
    providers: Providers
    nodes: Nodes
    projects: Projects
    gpu_returns: GpuReturns
    outages: Outages
    tenants: Tenants
    bundles: Bundles
    arrivals: Arrivals
    wants: Wants
    intentions: Intentions
    market: MarketBook
    elsewhere: Elsewhere
    gpu_models: tuple[str, ...]
    tenant_classes: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    typical_gpu_ask_usd_per_hour: FloatArray
    basket_gpus: IntArray  # by model, of the price index
    gpu_price_usd_per_hour: FloatArray  # by model: the last one paid, before the first lease the typical ask
    machine_price_over_start: FloatArray  # by model: of machines that are ordered now
    track: TrackRecord = field(default_factory=TrackRecord)  # of bids and prices
    price_impact: PriceImpact = field(default_factory=PriceImpact)
    bme: BurnMint = field(default_factory=BurnMint)
    traders: Traders = field(default_factory=lambda: empty(Traders, 1))
    bond_terms: BondTerms = field(default_factory=BondTerms)
    bond_unbondings: BondUnbondings = field(default_factory=lambda: empty(BondUnbondings, 0))
    slash_proposals: SlashProposals = field(default_factory=lambda: empty(SlashProposals, 0))
    tranche_ratio: float = 1.0  # largest tranche of a holding over bonded stake
    downtime_half_life_days: float = 30.0  # of what is remembered of validators' time offline
    return_asked_per_year: float = 0.0  # by owners of providers, of their capital [1/year]
    real_yield: float = 0.0  # of the last epoch; before the first, what the law promises [1/year]
    spot_price_over_start: float = 1.0  # of instances of hyperscalers
    epoch: int = 0

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(getattr(self, name))} {name}" for name in _AGENTS)
        return f"World(epoch {self.epoch}: {sizes})"

    @property
    def journal(self) -> Journal:
        """Return what has happened in the epoch so far: flows of money by reason, and counts."""
        return self.ledger.journal

    @property
    def seconds(self) -> float:
        """Return the time at the beginning of this epoch [s since start]."""
        return self.epoch * self.epoch_seconds

    def height_at(self, epoch: int) -> int:
        """Return the first height of an epoch."""
        return self.start_height + int(epoch * self.epoch_seconds // self.seconds_per_block)

    @property
    def height(self) -> int:
        """Return the first height of this epoch."""
        return self.height_at(self.epoch)

    @property
    def n_blocks(self) -> int:
        """Return the number of blocks of this epoch."""
        return self.height_at(self.epoch + 1) - self.height

    @property
    def supply_uakt(self) -> int:
        """Return the total supply [uakt]."""
        return self.ledger.supply["uakt"]

    @property
    def track_record(self) -> TrackRecord:
        """Return how bids have fared, with room for all providers and GPU models; from the first look on it is kept."""
        self.track.is_followed = True
        return self.track.with_room(len(self.providers), len(self.gpu_models))

    @property
    def bonded_uakt(self) -> int:
        """Return the stake of the active set [uakt]."""
        return bonded_tokens(self.validators.rows)


def open_books(world: World) -> None:
    """Make every money column of the tables an account of the ledger."""
    ledger = world.ledger
    ledger.open_column("delegators.wallet_uakt", world.delegators, "wallet_uakt")
    ledger.open_column("validators.tokens_uakt", world.validators, "tokens_uakt")
    ledger.open_column("validators.outstanding_uakt", world.validators, "outstanding_uakt")
    ledger.open_column("unbondings.balance_uakt", world.unbondings, "balance_uakt")
    ledger.open_column("proposals.deposit_uakt", world.proposals, "deposit_uakt")
    ledger.open_column("providers.cash_uusdc", world.providers, "cash_uusdc")
    ledger.open_column("providers.bonded_uakt", world.providers, "bonded_uakt")
    ledger.open_column("bond_unbondings.balance_uakt", world.bond_unbondings, "balance_uakt")
    for denom in DENOMS:
        ledger.open_column(f"providers.wallet_{denom}", world.providers, f"wallet_{denom}")
        ledger.open_column(f"tenants.wallet_{denom}", world.tenants.purses, f"wallet_{denom}")
        ledger.open_column(f"traders.wallet_{denom}", world.traders, f"wallet_{denom}")
        ledger.open_column(f"leases.escrow_{denom}", world.market.leases, f"escrow_{denom}")
    ledger.open_column("leases.bid_deposit_uakt", world.market.leases, "bid_deposit_uakt")
    ledger.open_column("orders.bid_deposit_uakt", world.market.orders, "bid_deposit_uakt")
