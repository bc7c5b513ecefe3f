"""Series of the market, each declared in one line: name, unit, meaning, value."""

from __future__ import annotations

from econsim.mechanisms.market.declared import count_of, of_classes, of_models
from econsim.mechanisms.market.money import CONSOLE_PURCHASE, ESCROW_LENT, REASONS, TAKE_FEE, TENANT_PURCHASE
from econsim.mechanisms.market.order_series import ORDERS
from econsim.mechanisms.market.outage_readings import (
    causes,
    dry_ends,
    ended,
    gpu_availability,
    gpu_hours_lost,
    gpus_down,
    nodes_down,
    solvent_ends,
)
from econsim.mechanisms.market.readings import (
    bid_deposits,
    bids_usd,
    by_class,
    by_model,
    discounts,
    gpu_blocks,
    gpu_blocks_installed,
    gpu_hours,
    gpu_spending_usd,
    gpus_in_use,
    gpus_installed,
    payout_usd,
    price_index,
    ratios,
    spent,
    spent_usd,
    threads_utilisation,
    unsettled_usd,
)
from econsim.mechanisms.market.to_act import BURNED, MINTED
from econsim.mechanisms.market.trust_readings import (
    known_provider_ratio,
    provider_trust_by_class,
    provider_trust_mean,
    trust_by_class,
    trust_mean,
)
from econsim.units import UACT, UAKT, UUSDC
from econsim.world.series import Family, Series, flow, of, stock

_FEES, _BOUGHT = REASONS[TAKE_FEE].words, REASONS[TENANT_PURCHASE].words


SERIES = (
    *ORDERS,
    Series("leases_active", "count", "leases running at the end of the epoch", lambda now: now.world.market.n_leases),
    count_of("leases_started", "leases begun"),
    Series("leases_ended", "count", "leases closed with an account that could pay", solvent_ends),
    Series("leases_overdrawn", "count", "leases closed because their escrow ran dry", dry_ends),
    Family(
        "leases_ended_{cause}",
        "count",
        "leases closed as planned, by their tenant before, by their provider, by failure of the node, for a dry "
        "escrow, because a rented node is taken back, because its provider or its tenant is excluded",
        causes,
        ended,
    ),
    count_of("unpaid_blocks", "blocks worked by leases between running dry and being found out", "blocks"),
    Series("unsettled_usd", "USD", "owed by them beyond what their escrow held, where that is a debt", unsettled_usd),
    of_classes(
        "fill_ratio",
        "fraction",
        "orders of the tenant class filled over decided",
        ratios(by_class("orders_filled"), by_class("orders")),
    ),
    Series(
        "trust_mean",
        "fraction",
        "mean trust in the market of the tenants that have adopted it",
        trust_mean,
    ),
    of_classes("trust_mean", "fraction", "the same of one class of tenants", trust_by_class),
    Series(
        "known_provider_ratio",
        "fraction",
        "orders filled by a provider that the tenant remembers over orders filled; 0 where no choice weighs trust",
        known_provider_ratio,
    ),
    Series(
        "provider_trust_mean",
        "1",
        "mean trust of tenants, -1 to 1, in the provider that they take, over orders filled; 0 in a stranger",
        provider_trust_mean,
    ),
    of_classes("provider_trust_mean", "1", "the same of one class of tenants", provider_trust_by_class),
    of_models("gpus", "count", "GPUs installed", gpus_installed),
    Series("nodes_down", "count", "nodes that are down: mean over the blocks of the epoch", nodes_down),
    of_models(
        "gpus_down", "count", "GPUs installed on nodes that are down: mean over the blocks of the epoch", gpus_down
    ),
    of_models("gpu_availability", "fraction", "GPUs on nodes that are up over installed: mean", gpu_availability),
    of_models(
        "gpu_hours_lost",
        "GPU-hours",
        "left of leases that outages have ended and whose tenants lease nowhere else; counted when they give up",
        gpu_hours_lost,
    ),
    of_models("gpus_in_use", "count", "GPUs leased: mean over the blocks of the epoch", gpus_in_use),
    of_models(
        "gpu_utilisation",
        "fraction",
        "GPUs leased over installed: mean over the epoch",
        ratios(gpu_blocks, gpu_blocks_installed),
    ),
    of_models("gpu_orders", "count", "orders for the model", by_model("orders")),
    of_models(
        "gpu_fill_ratio",
        "fraction",
        "orders for the model filled over decided",
        ratios(by_model("orders_filled"), by_model("orders")),
    ),
    of_models("gpus_ordered", "count", "GPUs of the orders decided in the epoch", by_model("gpus_ordered")),
    of_models(
        "gpu_fill_ratio_by_gpu",
        "fraction",
        "GPUs of orders filled over GPUs of orders decided",
        ratios(by_model("gpus_leased"), by_model("gpus_ordered")),
    ),
    of_models(
        "gpu_price_usd_per_hour",
        "USD",
        "mean price paid per GPU-hour over GPUs in use (whole bundle)",
        ratios(gpu_spending_usd, gpu_hours),
    ),
    of_models(
        "gpu_bids_per_order",
        "bids/order",
        "bids that the chain accepted over orders for the model decided",
        ratios(by_model("bids"), by_model("orders")),
    ),
    of_models("gpus_leased", "count", "GPUs of leases begun in the epoch", by_model("gpus_leased")),
    of_models(
        "gpu_new_price_usd_per_hour",
        "USD",
        "mean price per GPU-hour of leases begun in the epoch (whole bundle)",
        ratios(bids_usd("accepted_bid_ratio"), by_model("gpus_leased")),
    ),
    of_models(
        "gpu_lowest_bid_usd_per_hour",
        "USD",
        "the same leases at the lowest bid that each had",
        ratios(bids_usd("lowest_bid_ratio"), by_model("gpus_leased")),
    ),
    of_models(
        "gpu_winner_cost_usd_per_hour",
        "USD",
        "mean cost per GPU-hour of leases begun in the epoch whose provider drew it for the order",
        ratios(bids_usd("winner_cost_ratio"), by_model("gpus_at_drawn_cost")),
    ),
    of_models("gpu_discount_ratio", "fraction", "1 - price paid over open-market price of the GPUs in use", discounts),
    Series(
        "gpu_price_index_usd_per_hour",
        "USD",
        "price paid per GPU-hour over a fixed basket of GPU models: does not move with the mix",
        price_index,
    ),
    Series(
        "threads_utilisation",
        "fraction",
        "CPU threads leased over installed: mean over the epoch",
        threads_utilisation,
    ),
    Series(
        "spend_usd",
        "USD",
        "rent of leases in the epoch at the epoch's price",
        of(lambda usd: usd.sum(axis=-1), spent_usd),
    ),
    Series("spend_gpu_usd", "USD", "rent of leases with GPUs", of(lambda usd: usd[:, :-1].sum(axis=-1), spent_usd)),
    Series("spend_uakt", "uakt", "rent of leases paid in AKT", spent(UAKT)),
    Series("spend_uusdc", "uusdc", "rent of leases paid in USDC", spent(UUSDC)),
    Series("spend_uact", "uact", "rent of leases paid in ACT", spent(UACT)),
    flow(_FEES, "take_fee_uakt", "take fee on withdrawals"),
    flow(_FEES, "take_fee_uusdc", "take fee on withdrawals"),
    Series("provider_payout_usd", "USD", "paid out to providers after the take fee at the epoch's price", payout_usd),
    flow(_BOUGHT, "bought_uakt", "bought from outside by tenants for their deposits"),
    flow(_BOUGHT, "bought_uusdc", "bought from outside by tenants for their deposits"),
    stock("leases.escrow_uakt", "escrow_uakt", "held by escrow for leases"),
    flow(REASONS[CONSOLE_PURCHASE].words, "bought_by_console_uakt", "bought from outside by the Console for its mints"),
    flow(REASONS[ESCROW_LENT].words, "lent_by_console_uact", "deposits that the Console lent to who pays by card"),
    flow(BURNED, "escrow_migrated_uakt", "AKT in escrow that the upgrade to ACT burned"),
    flow(BURNED, "escrow_migrated_uusdc", "axlUSDC in escrow that the upgrade to ACT burned"),
    flow(MINTED, "act_minted_unbacked_uact", "ACT minted for what was in escrow at that upgrade: nothing backs it"),
    stock("leases.escrow_uusdc", "escrow_uusdc", "held by escrow for leases"),
    stock("leases.escrow_uact", "escrow_uact", "held by escrow for leases"),
    stock("tenants.wallet_uact", "tenants_uact", "ACT in the wallets of tenants"),
    stock("providers.wallet_uact", "providers_uact", "ACT in the wallets of providers, not burned yet"),
    stock("console_uact", "console_uact", "ACT in the Console's wallet"),
    Series("bid_deposit_uakt", "uakt", "bid deposits locked", bid_deposits),
)
