"""The parameter book: every parameter says what it is, in what unit, from where, and how sure it is."""

from __future__ import annotations

import pytest

from econsim.catalogue import CATALOGUE, load_scenario
from econsim.scenario.book import ParameterRow, parameter_book
from econsim.scenario.origin import leaves

STATUSES = {"from code", "measured", "fitted", "inferred", "assumed", "estimated elsewhere", "choice"}


@pytest.fixture(scope="module")
def book() -> dict[str, ParameterRow]:
    return {row.path: row for row in parameter_book(CATALOGUE)}


def test_every_parameter_has_unit_meaning_source_and_status(book):
    for row in book.values():
        assert row.unit, row
        assert row.meaning, row
        assert row.source, row
        assert row.status in STATUSES, row


def test_every_number_of_a_scenario_stands_in_the_book(book):
    """Names that a scenario chooses stand as NAME; a map of numbers or a list is one parameter."""
    content = load_scenario("mainnet6").content()
    for section in ("run", "chain", "genesis", "population"):
        for path, _ in leaves(content[section], (section,)):
            named = tuple(
                "NAME" if before in ("classes", "gpu_models") else part
                for before, part in zip(("", *path), path, strict=False)
            )
            candidates = {".".join(way[:length]) for way in (path, named) for length in range(1, len(way) + 1)}
            assert candidates & set(book), path


def test_every_chain_parameter_has_the_chains_own_key(book):
    for path, row in book.items():
        if path.startswith("chain.") and path != "chain.release":
            module, _, key = row.chain_key.partition("/")
            assert module, row
            assert key, row


def test_a_row_is_what_the_chain_and_mainnet6_say(book):
    row = book["chain.staking.min_commission_rate"]
    assert (row.unit, row.range, row.status, row.chain_key, row.value) == (
        "fraction",
        "0 to 1",
        "from code",
        "astaking/MinCommissionRate",
        0.05,
    )
    assert "akash-api go/node/staking/v1beta3/params.go @694852ea7d3e7a83e629d816d5ed80a1e6b4c40c" in row.source
    assert book["chain.staking.unbonding_time"].value == "21 days"
    assert book["population.providers.gpu_models.NAME.gpus"].value["a100"] == 40


def test_policies_and_shocks_stand_in_it_with_value_or_default(book):
    assert book["policies.delegation[logit].small_commission_sensitivity"].value == 20.0
    assert book["shocks.akt_price[gbm_jumps].start_usd"].value == 1.0356
    assert book["shocks.gpu_demand[step].start_day"].value is None


def test_the_book_of_another_scenario_has_its_values():
    scenario = load_scenario("mainnet6", ["chain.staking.min_commission_rate=0.1", "policies.delegation.prior_width=1"])
    rows = {row.path: row.value for row in parameter_book(CATALOGUE, scenario)}
    assert rows["chain.staking.min_commission_rate"] == 0.1
    assert rows["policies.delegation[logit].prior_width"] == 1.0


def test_every_number_has_a_lowest_and_a_highest_value(book):
    """A number without limits is a hole: some value of it breaks a run instead of being refused in words."""
    in_words = {"run.start", "chain.release", "population.fixed", "shocks.akt_price[history].then"}
    without = {path for path, row in book.items() if " to " not in row.range and " or " not in row.range}
    assert without <= in_words
