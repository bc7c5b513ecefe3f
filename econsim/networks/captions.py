"""What stands above the tables of a report about Akash: what was counted, of whom, over which days."""

from __future__ import annotations

_WHOLE_RUN = "over the whole run of {days} days"
MINT = (
    f"Who received the newly minted AKT {_WHOLE_RUN} [AKT]. Validators: commission, by rank of stake at the start; "
    "captive: those that kept half or more of what their stake earned at the start, whom nobody chooses. Delegators: "
    "rewards, by decile of stake at the start (10 = largest). The community pool: the rest. Transfer: the difference "
    "less the group's share of what is minted more or less. Better and worse off: the part of the members that got at "
    "least a thousandth more or less."
)
CROSS_CUT = (
    f"The validators cut otherwise, {_WHOLE_RUN}: commission [AKT] of those that the proposal lifts to the floor, in "
    "both arms, of those that it leaves alone and of captive ones."
)
MARKET = (
    f"The market {_WHOLE_RUN} [USD at the price of the day]: what providers received after the take fee, what tenants "
    "paid (minus), and the rest; the rows sum to zero."
)
PROVIDERS = f"What providers received after the take fee {_WHOLE_RUN} [USD at the price of the day]."
TENANTS = (
    f"What tenants got {_WHOLE_RUN}: hours of GPUs, and the price of one [USD]; what they spend says nothing, as who "
    "spends more may have bought more."
)
VALUE = (
    f"Who gains of the value that leases create {_WHOLE_RUN} [USD at the price of the day]. Tenants: surplus, what the "
    "use of leases was worth to them (their reservation prices, assumed, capped at a quantile of their law) less what "
    "they paid. Providers: what they received after fees, subsidies included, less what GPUs listed cost, in use or "
    "not, the return asked included: assumed, and where supply is fixed the same in both arms, so that the difference "
    "is one of revenue; nodes without GPUs stand at no cost. Transfer: the part of the difference that others pay, or "
    "is paid to them (minus); transfers sum to zero, and the rest is created: use that is worth more, or costs less."
)
BESIDE_VALUE = (
    f"Beside the value that leases create {_WHOLE_RUN} [USD], in no sum: what the cap leaves out of the surplus; the "
    "part of the value above the open-market price, which who values use so highly could have there for that price; "
    "and what tenants pay there for what they found no lease for, as if there were room for all."
)
KINDS = {
    "mint": "what validators, delegators and the community pool received of the newly minted AKT",
    "cross-cut": "the commission of the validators that the proposal lifts, of captive ones and of the others",
    "market": "what providers received",
    "tenants": "the GPU-hours that tenants leased, and their price",
    "value": "the surplus of tenants, the rent of providers and take fees",
    "beside value": "what the surplus leaves out, and what tenants pay elsewhere",
}
BREAK_EVEN = (
    "AKT price [USD] at which so many validators earn a cost by their commission, at the end of the run, from the "
    "commission of the last 30 epochs; mean over replicates, “–” where fewer earn any. Captive validators and those at "
    "0 % stand apart ({apart} of them); rewards of own bonds are not counted."
)
COVERING = "How many would cover their own cost at some AKT prices."
TARGETS = (
    "What was observed until the end of 2024 beside the mean over replicates for the same days. Input: put into the "
    "scenario. Fitted: the market's numbers were turned until it is met. Check: neither. Outside: nothing to compare. "
    "Tolerance follows the confidence in the observation; observations that contradict each other stay in, so no "
    "market can meet them all. Supply and the votes after Mainnet 7 are those of the scenario: `history_2023_24` holds "
    "what was voted."
)
