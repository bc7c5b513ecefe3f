"""What is decided on Akash, what nature does there, and whose files hold the classes of each, in the order of lists."""

from __future__ import annotations

from econsim.policies.delegators.decisions import BONDING, DELEGATION, FOUNDATION, REWARD_USE
from econsim.policies.providers.decisions import (
    PROVIDER_BOND,
    PROVIDER_BURN,
    PROVIDER_PRICING,
    PROVIDER_REVENUE,
    PROVIDER_SUPPLY,
)
from econsim.policies.tenants.decisions import TENANT_CHOICE
from econsim.policies.traders.decisions import ARBITRAGE
from econsim.policies.validators.decisions import VALIDATOR_COMMISSION, VALIDATOR_OPERATION
from econsim.policies.voters.decisions import VOTE
from econsim.shocks.akt_move.channel import AKT_MOVE
from econsim.shocks.akt_price.channel import AKT_PRICE
from econsim.shocks.exclusion.channel import EXCLUSION
from econsim.shocks.gpu_demand.channel import GPU_DEMAND
from econsim.shocks.hardware_price.channel import HARDWARE_PRICE
from econsim.shocks.node_outages.channel import NODE_OUTAGES
from econsim.shocks.outside_price.channel import OUTSIDE_PRICE
from econsim.shocks.price_feed.channel import PRICE_FEED
from econsim.shocks.provider_faults.channel import PROVIDER_FAULTS
from econsim.shocks.reservation_price.channel import RESERVATION_PRICE
from econsim.shocks.spot_market.channel import SPOT_MARKET
from econsim.shocks.validator_outages.channel import VALIDATOR_OUTAGES

# what is decided, and what nature does, in the order of scenario files
DECISIONS = (
    VALIDATOR_COMMISSION,
    VALIDATOR_OPERATION,
    DELEGATION,
    BONDING,
    FOUNDATION,
    REWARD_USE,
    VOTE,
    PROVIDER_PRICING,
    PROVIDER_REVENUE,
    PROVIDER_BURN,
    PROVIDER_SUPPLY,
    PROVIDER_BOND,
    TENANT_CHOICE,
    ARBITRAGE,
)
CHANNELS = (
    AKT_PRICE,
    AKT_MOVE,
    RESERVATION_PRICE,
    OUTSIDE_PRICE,
    GPU_DEMAND,
    EXCLUSION,
    NODE_OUTAGES,
    SPOT_MARKET,
    PROVIDER_FAULTS,
    HARDWARE_PRICE,
    VALIDATOR_OUTAGES,
    PRICE_FEED,
)

# whose files hold the classes of each decision and channel, in the order of lists
ROOMS = (
    "econsim.policies.validators",
    "econsim.policies.delegators",
    "econsim.policies.voters",
    "econsim.policies.providers",
    "econsim.policies.tenants",
    "econsim.policies.traders",
    "econsim.shocks.akt_price",
    "econsim.shocks.akt_move",
    "econsim.shocks.reservation_price",
    "econsim.shocks.outside_price",
    "econsim.shocks.gpu_demand",
    "econsim.shocks.exclusion",
    "econsim.shocks.node_outages",
    "econsim.shocks.spot_market",
    "econsim.shocks.provider_faults",
    "econsim.shocks.hardware_price",
    "econsim.shocks.validator_outages",
    "econsim.shocks.price_feed",
)
