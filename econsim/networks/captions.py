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
KINDS = {
    "mint": "what validators, delegators and the community pool received of the newly minted AKT",
    "cross-cut": "the commission of the validators that the proposal lifts, of captive ones and of the others",
    "market": "what providers received",
    "tenants": "the GPU-hours that tenants leased, and their price",
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
