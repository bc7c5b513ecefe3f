"""Books and laws of the burn-mint engine under random scripts (the laws are in burn_mint_laws.py)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.reference.bme_vault import Vault
from econsim.reference.collateral import LONGEST_EPOCH, epoch_blocks
from econsim.reference.failures import Refused
from tests.reference.burn_mint_laws import (
    PEOPLE,
    PRICES,
    RICH,
    SEED,
    check_burn,
    check_halt_price,
    check_mint,
    check_run,
    law,
    play,
)

WHO = st.sampled_from(PEOPLE)
AMOUNTS = st.sampled_from([1, 3, 9_999_999, 10_000_000, 10_000_001, 10**12, RICH]) | st.integers(1, 10**10)
STEPS = st.one_of(
    st.tuples(st.just("price"), st.sampled_from(PRICES)),
    st.tuples(st.sampled_from(["mint", "burn"]), WHO, AMOUNTS),
    st.tuples(st.just("fund"), st.integers(1, 10**12)),
    st.tuples(st.just("blocks"), st.integers(1, 15)),
)
USD = st.integers(10_000, 10**8).map(lambda micro: f"{micro // 10**6}.{micro % 10**6:06d}")
RESERVES = st.sampled_from([0, SEED])
STAKES = st.integers(10**6, 10**13)


@given(
    steps=st.lists(STEPS, max_size=40),
    release=st.sampled_from(["v2.0.0", "v2.1.0"]),
    spread=st.sampled_from([0, 0, 100, 1000]),
    seed=st.sampled_from([0, 1_000_000, SEED]),
)
def test_every_coin_is_somewhere_and_the_reserve_never_falls(steps, release, spread, seed):
    play([("price", "1"), ("blocks", 11), *steps, ("blocks", 30)], release, spread, seed)


@given(price=USD, reserve=RESERVES, before=STAKES, at=USD, amount=STAKES)
def test_b1_a_mint_leaves_what_covers_what_as_it_was(price, reserve, before, at, amount):
    check_mint(price, reserve, before, at, amount)


@given(price=USD, reserve=RESERVES, minted=STAKES, at=USD, part=st.fractions(Fraction(1, 50), 1))
def test_b2_a_burn_drains_what_is_short_and_enriches_what_is_not(price, reserve, minted, at, part):
    check_burn(price, reserve, minted, at, part)


@given(price=USD, minted=STAKES, at=USD, n=st.integers(1, 8))
def test_b3_a_run_mints_what_credits_do_not_cover_whatever_the_seed(price, minted, at, n):
    check_run(price, (0, SEED), minted, at, n)


@given(reserve=RESERVES, mints=st.lists(st.tuples(STAKES, USD), min_size=1, max_size=5))
def test_b4_the_halt_price_follows_from_the_mean_mint_price_and_the_reserve(reserve, mints):
    check_halt_price(reserve, [amount for amount, _ in mints], [at for _, at in mints])


def test_b5_a_price_that_rises_burns_nothing():
    """Mint 1000 AKT at 1, burn all of it at 2: half the AKT is left as credit, and none is destroyed."""
    watched = play(
        [("price", "1"), ("blocks", 19), ("mint", 0, 10**9), ("blocks", 11), ("price", "2"), ("burn", 0, RICH),
         ("blocks", 10)],
        "v2.1.0",
    )  # fmt: skip
    vault = watched.engine.vault
    assert watched.akt_supply() == watched.supply_at_first
    assert vault.credits == 10**9 - 997_500_000 // 2
    assert (vault.minted["uakt"], vault.burned_uact, vault.uact) == (0, 997_500_000, 2_500_000)


@given(bps=st.integers(0, 9999), percent=st.integers(0, 100), least=st.integers(1, 20_000))
def test_epochs_grow_by_the_backoff_a_step_of_ten_basis_points(bps, percent, least):
    """Against exact fractions: the engine's own roundings move a length by less than a block."""
    blocks = epoch_blocks(law(backoff_percent=percent, min_epoch_blocks=least), bps)
    steps = max(0, 9500 - bps) // 10
    exact = max(least, min(Fraction(100 + percent, 100) ** steps * least, LONGEST_EPOCH)) if steps else least
    assert abs(blocks - exact) <= 1
    assert blocks <= exact + Fraction(1, 1000)


def test_funding_is_positive():
    vault = Vault(5)
    with pytest.raises(Refused, match="positive"):
        vault.fund(0)
    assert vault == Vault(5)
