"""Mint in closed form against the exact per-block loop, the conformance vectors and the theory of issuance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import pytest

from econsim.errors import RunError
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.mint.rules import block_provision, mean_fraction, mint_blocks, mint_over, next_inflation
from econsim.units import DEC18, dec18
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.staking_worlds import staking_world, taxed

AKASH = {
    "inflation_min": 0.08,
    "inflation_max": 0.15,
    "inflation_rate_change": 1.0,
    "goal_bonded": 0.67,
    "blocks_per_year": 5_256_000,
}
SUPPLY = 217_688_892_000_000
BLOCKS_A_DAY = 14_288
YEAR_SECONDS = 31_557_600


def law(**changes):
    return changed_law(mint=AKASH | changes).mint


def law_of(params):
    return law(**{name: value if name == "blocks_per_year" else float(value) for name, value in params.items()})


def half_even(numerator: int, denominator: int) -> int:
    quotient, rest = divmod(abs(numerator), denominator)
    quotient += 2 * rest > denominator or (2 * rest == denominator and quotient % 2)
    return quotient if numerator >= 0 else -quotient


def exact_blocks(inflation: str, supply: int, bonded: int, params) -> Iterator[tuple[int, int]]:
    """Yield inflation (scaled by 10^18) and all that was minted after each block, as x/mint computes them.

    cosmos/cosmos-sdk x/mint/abci.go, x/mint/types/minter.go @9abd946 (v0.45.16): QuoInt truncates, Quo and Mul round
    half-even. (Quo cuts at 36 decimals first, which no case here comes near.)
    """
    rate, start, years = dec18(inflation), supply, params.blocks_per_year
    low, high, change, goal = (
        dec18(getattr(params, name))
        for name in ("inflation_min", "inflation_max", "inflation_rate_change", "goal_bonded")
    )
    while True:
        bonded_ratio = bonded * DEC18 // supply
        per_year = half_even((DEC18 - half_even(bonded_ratio * DEC18, goal)) * change, DEC18)
        rate = max(min(rate + half_even(per_year, years), high), low)
        supply += rate * supply // years // DEC18
        yield rate, supply - start


@pytest.mark.parametrize(
    ("bonded_ratio", "inflation", "days"),
    [
        pytest.param(0.656, "0.0806", 30, id="near the goal"),
        pytest.param(0.40, "0.14", 30, id="far from it, the upper bound is met on the tenth day"),
        pytest.param(0.40, "0.1499", 7, id="the upper bound is met within the first hours"),
        pytest.param(0.90, "0.0803", 7, id="the lower bound is met within the first day"),
        pytest.param(0.6702, "0.08", 7, id="at the lower bound, and leaves it within the first week"),
        pytest.param(0.66, "0.2", 7, id="a vote has lowered the maximum"),
        pytest.param(0.66, "0.05", 7, id="a vote has raised the minimum"),
    ],
)
def test_closed_form_is_the_loop_to_one_part_in_a_hundred_million(bonded_ratio, inflation, days):
    bonded = int(bonded_ratio * SUPPLY)
    for block, (rate, minted) in enumerate(exact_blocks(inflation, SUPPLY, bonded, law()), start=1):
        if block in {1, 100, *(BLOCKS_A_DAY * day for day in (1, 7, 30))}:
            fast, after = mint_over(float(inflation), SUPPLY, bonded, block, law())
            assert fast == pytest.approx(minted, rel=1e-8, abs=1)
            assert after == pytest.approx(rate / DEC18, abs=1e-9)
        if block == BLOCKS_A_DAY * days:
            break


@pytest.mark.parametrize(("bonded_ratio", "inflation"), [(0.5, "0.13"), (0.9, "0.13"), (0.66, "0.08")])
@pytest.mark.parametrize("blocks_per_year", [8_760, 100_000])
def test_a_year_of_few_blocks_is_taken_in_pieces_of_the_same_time(blocks_per_year, bonded_ratio, inflation):
    """A month of hourly blocks, or of one in five minutes: 1,440 of them at once would be two months or five days."""
    params, bonded, month = law(blocks_per_year=blocks_per_year), int(bonded_ratio * SUPPLY), blocks_per_year // 12
    *_, (rate, minted) = islice(exact_blocks(inflation, SUPPLY, bonded, params), month)
    fast, after = mint_over(float(inflation), SUPPLY, bonded, month, params)
    assert fast == pytest.approx(minted, rel=1e-8)
    assert after == pytest.approx(rate / DEC18, abs=1e-9)


@pytest.mark.parametrize(("inputs", "expected"), vectors("mint_blocks"))
def test_blocks_of_the_vectors_are_met_to_one_uakt(inputs, expected):
    params = law_of(inputs["params"])
    minted, inflation = mint_over(
        float(inputs["inflation"]), inputs["supply"], inputs["bonded"], inputs["blocks"], params
    )
    assert abs(minted - expected["minted"]) <= 1
    assert inflation == pytest.approx(float(expected["inflation"]), abs=1e-12)
    loop = exact_blocks(inputs["inflation"], inputs["supply"], inputs["bonded"], params)
    rate, all_minted = [next(loop) for _ in range(inputs["blocks"])][-1]
    assert (rate, all_minted) == (dec18(expected["inflation"]), expected["minted"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("mint_inflation"))
def test_one_step_of_inflation_is_that_of_the_vectors(inputs, expected):
    after = next_inflation(float(inputs["inflation"]), float(inputs["bonded_ratio"]), law_of(inputs["params"]))
    assert after == pytest.approx(float(expected["next_inflation"]), rel=1e-15)
    assert after - float(inputs["inflation"]) == pytest.approx(float(expected["inflation_change"]), abs=2e-17)


@pytest.mark.parametrize(("inputs", "expected"), vectors("mint_block_provision"))
def test_one_block_mints_whole_uakt_as_in_the_vectors(inputs, expected):
    assert block_provision(1.0, int(inputs["annual_provisions"]), inputs["blocks_per_year"]) == expected["provision"]


def constant_bonded_ratio(inflation, bonded_ratio, params, blocks_ratio):
    """Step a year day by day; bonded tokens are such that the ratio is right in the middle of each day."""
    supply, left = SUPPLY, round(blocks_ratio * params.blocks_per_year)
    while left:
        blocks = min(left, BLOCKS_A_DAY)
        middle = supply * math.exp(inflation * blocks / params.blocks_per_year / 2)
        minted, inflation = mint_over(inflation, supply, round(bonded_ratio * middle), blocks, params)
        supply, left = supply + minted, left - blocks
    return inflation, supply / SUPPLY


@pytest.mark.parametrize("blocks_ratio", [1.0, YEAR_SECONDS / 6.047 / AKASH["blocks_per_year"]])
@pytest.mark.parametrize("bonded_ratio", [0.45, 0.55, 0.60, 0.67, 0.70, 0.75, 0.80])
@pytest.mark.parametrize(
    ("start", "changes"),
    [
        (0.0765, {"inflation_min": 0.05}),
        (0.08, {}),
        (0.13, {"inflation_min": 0.07, "inflation_max": 0.2, "inflation_rate_change": 0.13}),
    ],
)
def test_at_a_constant_bonded_ratio_inflation_is_a_ramp_that_ends_at_a_bound(
    start, changes, bonded_ratio, blocks_ratio
):
    """Theory: I(t) = I0 + s t up to the bound, s = k (1 - b / goal) R; S(t) = S0 exp(k integral of I)."""
    params = law(**changes)
    slope = blocks_ratio * (1 - bonded_ratio / params.goal_bonded) * params.inflation_rate_change
    bound = params.inflation_max if slope > 0 else params.inflation_min
    ramp = 1.0 if abs(slope) < 1e-12 else min((bound - start) / slope, 1.0)
    end = start + slope * ramp
    integral = (start + end) / 2 * ramp + end * (1 - ramp)
    inflation, growth = constant_bonded_ratio(start, bonded_ratio, params, blocks_ratio)
    assert inflation == pytest.approx(end, abs=1e-6)
    assert growth == pytest.approx(math.exp(blocks_ratio * integral), rel=1e-5)


@pytest.mark.parametrize(("inflation", "growth"), [(0.08, 0.083287), (0.13, 0.138828), (0.20, 0.221403)])
def test_constant_inflation_compounds_every_block(inflation, growth):
    """Theory: supply grows by e^I - 1 in a year."""
    params = law(inflation_min=inflation, inflation_max=inflation)
    minted, _ = mint_over(inflation, SUPPLY, SUPPLY // 2, params.blocks_per_year, params)
    assert minted / SUPPLY == pytest.approx(growth, abs=1e-6)


@pytest.mark.parametrize(
    ("inflation", "community_tax", "bonded_ratio", "commission", "apr"),
    [
        (0.13, 0.02, 0.6, 0.05, 0.13 * 0.98 * 0.95 / 0.6),
        (0.13, 0.25, 0.45, 0.05, 0.13 * 0.75 * 0.95 / 0.45),
        (0.16, 0.4, 0.4, 0.05, 0.228),
        (0.1, 0.4, 0.4, 0.0, 0.15),
        (0.08, 0.25, 0.66, 0.05, 0.08 * 0.75 * 0.95 / 0.66),
    ],
)
def test_yield_of_a_block_is_inflation_after_tax_and_commission_over_the_bonded_ratio(
    inflation, community_tax, bonded_ratio, commission, apr
):
    """Theory: APR = I (1 - tax)(1 - commission) / bonded ratio; one block of 10^10 uakt leaves 1e-9 to truncation."""
    supply = 4 * 10**17
    bonded = round(supply * bonded_ratio)
    world = staking_world({(0, 0): bonded}, wallets=(supply - bonded,), rates=commission)
    mint = law(inflation_min=inflation, inflation_max=inflation)
    world.inflation = inflation
    mint_blocks(world, mint, 1)
    assert world.ledger.total("fee_collector_uakt") == world.supply_uakt - supply > 0
    distribute(world, taxed(community_tax))
    rewards = world.validators.rewards_accrued_uakt[0]
    assert rewards / bonded * mint.blocks_per_year == pytest.approx(apr, rel=1e-9)


def test_minting_an_epoch_grows_the_supply_by_whole_uakt_and_keeps_the_inflation():
    world = staking_world({(0, 0): 656 * 10**9}, wallets=(344 * 10**9,))
    world.inflation = 0.0806
    mint_blocks(world, law(), BLOCKS_A_DAY)
    minted, inflation = mint_over(0.0806, 10**12, 656 * 10**9, BLOCKS_A_DAY, law())
    assert (world.supply_uakt, world.inflation) == (10**12 + minted, inflation)
    assert isinstance(world.supply_uakt, int)
    assert world.journal.money["minted", "uakt"] == world.ledger.total("fee_collector_uakt") == minted
    assert world.ledger.imbalance("uakt") == 0


@pytest.mark.parametrize("blocks_per_year", [400, 1])
def test_a_supply_that_64_bits_cannot_hold_is_refused_by_name(blocks_per_year):
    """100 % every 400 blocks is e^35.7 = 3 x 10^15 times as much after 14,288; every block, beyond what floats hold."""
    world = staking_world({(0, 0): 656 * 10**9}, wallets=(344 * 10**9,))
    world.epoch, world.inflation = 3, 0.15
    numbers = {"inflation_min": 1.0, "inflation_max": 1.0, "blocks_per_year": blocks_per_year}
    with pytest.raises(RunError, match=r"^epoch 3: the supply of 1000000000000 uakt .* 64 bits hold; lower inflation"):
        mint_blocks(world, law(**numbers), BLOCKS_A_DAY)
    assert world.ledger.total("fee_collector_uakt") == 0


def test_how_an_epoch_is_cut_makes_no_difference_worth_a_name():
    whole, after = mint_over(0.0806, SUPPLY, int(0.656 * SUPPLY), 7 * BLOCKS_A_DAY, law())
    supply, inflation = SUPPLY, 0.0806
    for _ in range(7):
        minted, inflation = mint_over(inflation, supply, int(0.656 * SUPPLY), BLOCKS_A_DAY, law())
        supply += minted
    assert supply - SUPPLY == pytest.approx(whole, rel=1e-8)
    assert inflation == pytest.approx(after, abs=1e-10)


@pytest.mark.parametrize(
    ("supply", "bonded", "inflation_min", "blocks", "minted"),
    [
        (0, 0, 0.08, 100, 0),
        (SUPPLY, SUPPLY, 0.0, 100, 0),  # everything bonded: inflation stays at its minimum of nothing
        (10**7, 10**7, 0.08, 1_000, 0),  # 0.15 uakt a block: below one whole uakt nothing is ever minted
        (SUPPLY, SUPPLY, 0.08, 0, 0),
    ],
)
def test_nothing_is_minted_where_there_is_nothing_to_mint(supply, bonded, inflation_min, blocks, minted):
    assert mint_over(inflation_min, supply, bonded, blocks, law(inflation_min=inflation_min))[0] == minted


@pytest.mark.parametrize(
    ("first", "last", "mean"),
    [(0.0, 1.0, 0.5), (7.25, 7.25, 0.25), (3.2, 3.6, 0.4), (0.0, 1.5, 5 / 12), (1e9 + 0.5, 1e9 + 1.0, 0.75)],
)
def test_mean_fraction_is_the_integral_of_the_fractional_part(first, last, mean):
    assert mean_fraction(first, last) == pytest.approx(mean, abs=1e-6)
