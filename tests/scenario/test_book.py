"""The parameter book: every parameter says what it is, in what unit, from where, and how sure it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import econsim
from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.networks.parameter_book import ParameterRow, parameter_book, rule_book
from econsim.networks.parameter_page import NOT_READ, books_of_mainnets, parameter_page
from econsim.scenario.origin import leaves

ROOT = Path(econsim.__file__).resolve().parents[1]
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
        if path.startswith("chain.") and path not in ("chain.release", *OF_ONE_RELEASE, *OF_NO_RELEASE):
            module, _, key = row.chain_key.partition("/")
            assert module, row
            assert key, row


# The chain's parameters on 2023-08-31 under their own keys (subspace/Key; compound keys by their field), from the
# genesis of 2020-09-25, the defaults of akash-api v0.0.27 and the proposals passed since.
LAW_OF_MAINNET_6 = {
    "mint/InflationMin": 0.08,
    "mint/InflationMax": 0.15,
    "mint/InflationRateChange": 1.0,
    "mint/GoalBonded": 0.67,
    "mint/BlocksPerYear": 5_256_000,
    "mint/MintDenom": "uakt",
    "distribution/communitytax": 0.25,
    "distribution/baseproposerreward": 0.01,
    "distribution/bonusproposerreward": 0.04,
    "staking/UnbondingTime": "21 days",
    "staking/MaxValidators": 100,
    "staking/MaxEntries": 7,
    "staking/BondDenom": "uakt",
    "astaking/MinCommissionRate": 0.05,
    "slashing/SignedBlocksWindow": 10_000,
    "slashing/MinSignedPerWindow": 0.05,
    "slashing/DowntimeJailDuration": "10 minutes",
    "slashing/SlashFractionDoubleSign": 0.05,
    "slashing/SlashFractionDowntime": 0.0001,
    "baseapp/EvidenceParams.max_age_duration": "21 days",
    "baseapp/EvidenceParams.max_age_num_blocks": 279_138,
    "gov/depositparams.min_deposit": 1_000_000_000,
    "gov/depositparams.max_deposit_period": "14 days",
    "gov/votingparams.voting_period": "7 days",
    "gov/tallyparams.quorum": 0.334,
    "gov/tallyparams.threshold": 0.5,
    "gov/tallyparams.veto_threshold": 0.334,
    "gov/params.burn_vote_quorum": True,  # these three no parameters until v1.0.0, and so
    "gov/params.burn_vote_veto": True,
    "gov/params.burn_proposal_deposit_prevote": True,
    "agov/depositparams.min_initial_deposit_rate": 0.40,
    "gov/params.expedited_min_deposit": 2_000_000_000,  # these three from v1.0.0 on, until then nothing reads them
    "gov/params.expedited_voting_period": "1 day",
    "gov/params.expedited_threshold": 0.667,
    "take/DefaultTakeRate": 20,
    "take/DenomTakeRates": {"uakt": 2},
    "deployment/MinDeposits": {"uakt": 5_000_000},
    "market/BidMinDeposit": 5_000_000,
    "market/OrderMaxBids": 20,
    # read once x/bme is there, as in chain-sdk go/node/bme/v1/params.go, go/node/oracle/v1/params.go of v2.0.0
    "bme/circuit_breaker_warn_threshold": 9_500,
    "bme/circuit_breaker_halt_threshold": 9_000,
    "bme/min_epoch_blocks": 10,
    "bme/epoch_blocks_backoff_percent": 10,
    "bme/mint_spread_bps": 25,
    "bme/settle_spread_bps": 0,
    "bme/max_endblocker_records": 50,
    "bme/min_mint": {"uact": 10_000_000},
    "bme/max_pending_attempts": 1,
    "oracle/max_price_staleness_blocks": 4,
    "oracle/max_price_staleness_period": "24 s",
    "oracle/twap_window": "5 s",
    "oracle/min_price_sources": 1,
    "oracle/max_price_deviation_bps": 150,
}
OF_NO_RELEASE = {"chain.bme.restart_threshold": 0, "chain.bme.burn_backoff_percent": 0, "chain.bme.max_burn": 0}
OF_ONE_RELEASE = {"chain.oracle.twap_window_blocks": 5}  # v2.0.0 tells the window in blocks under the same key
BEFORE_V0_24_0 = {  # no agov, astaking and take modules
    "astaking/MinCommissionRate": 0.0,
    "agov/depositparams.min_initial_deposit_rate": 0.0,
    "take/DefaultTakeRate": 0,
    "take/DenomTakeRates": {"uakt": 0},
}
SINCE_PROP_228 = {"deployment/MinDeposits": {"uakt": 5_000_000, "uusdc": 5_000_000}}


@pytest.mark.parametrize(
    ("mainnet", "differs"), [("mainnet5", BEFORE_V0_24_0), ("mainnet6", {}), ("mainnet7", SINCE_PROP_228)]
)
def test_the_book_holds_the_law_of_each_mainnet(mainnet, differs):
    rows = [row for row in books_of_mainnets(CATALOGUE)[mainnet].values() if row.path.startswith("chain.")]
    assert {row.chain_key: row.value for row in rows if row.chain_key} == LAW_OF_MAINNET_6 | differs
    release = {"mainnet5": "v0.20.0", "mainnet6": "v0.24.0", "mainnet7": "v0.26.0"}
    assert [row.value for row in rows if not row.chain_key] == [
        release[mainnet],
        *OF_NO_RELEASE.values(),
        *OF_ONE_RELEASE.values(),
    ]


def test_every_source_of_the_law_names_a_file_at_a_commit_or_a_thread(book):
    for row in book.values():
        if row.chain_key:
            assert re.search(r"\S+/\S+ \S+ @[0-9a-f]{12,40}|forum\.akash\.network/t/\d+", row.source), row


def test_the_rules_of_releases_are_those_of_their_tags():
    """app/decorators/min_commision.go: rates since v0.24.0, max rates of new validators since v0.26.0.

    v1.0.0 has the floor of the stock module, and expedited proposals; it tries no proposal. Its SDK of v0.53 changed
    x/slashing and x/staking (hooks.go, infractions.go, slash.go). Limits: akash-api
    validation_config.go, v0.0.27 until v0.26.0, v0.0.31 (24 GPUs a unit, 50 units) from v0.28.0 on. Escrow settles
    whole units since v1.1.0 (x/escrow/keeper/keeper.go, TruncateDec); ACT, x/bme and x/oracle came with v2.0.0.
    """
    rules = {row.name: list(row.by_release.values()) for row in rule_book()}
    between = ["v0.28.0", "v0.30.0", "v0.32.0", "v0.34.0", "v0.36.0", "v0.38.0"]
    latest = ["v1.0.0", "v1.1.0", "v1.2.0", "v2.0.0", "v2.1.0"]
    assert list(rule_book()[0].by_release) == ["v0.20.0", "v0.24.0", "v0.26.0", *between, *latest]
    assert rules == {
        "create_below_floor_refused": [False] + [True] * 13,
        "create_max_rate_below_floor_refused": [False] * 2 + [True] * 12,
        "edit_below_floor_refused": [False] + [True] * 13,
        "expedited_proposals_accepted": [False] * 9 + [True] * 5,
        "proposals_tried_when_submitted": [True] * 9 + [False] * 5,
        "grace_at_each_bonding": [False] * 9 + [True] * 5,
        "votes_in_jail_counted": [True] * 9 + [False] * 5,
        "slash_follows_undelegations": [False] * 9 + [True] * 5,
        "gpu_orders_accepted": [False] + [True] * 13,
        "escrow_settles_whole_units": [False] * 10 + [True] * 4,
        "deployments_in_act": [False] * 12 + [True] * 2,
        "missing_price_keeps_halt_cr": [True] * 13 + [False],
        "oracle_averages_over_time": [False] * 13 + [True],
        "max_unit_price_uakt_per_block": [10_000_000] * 14,
        "max_gpus_per_unit": [0, 100, 100] + [24] * 11,
        "max_gpus_per_group": [0, 512, 512] + [24 * 50] * 11,
        "max_units_per_group": [20] * 14,
        "max_groups_per_deployment": [20] * 14,
    }


def test_the_page_in_docs_is_what_the_command_makes():
    is_current = (ROOT / "docs" / "parameters.md").read_text("utf-8") == parameter_page(CATALOGUE)
    assert is_current, "make it anew: econsim list params --markdown > docs/parameters.md"


def test_the_page_names_every_parameter_and_says_what_is_not_read(book):
    page = parameter_page(CATALOGUE)
    for row in book.values():
        assert f"| `{row.path.rpartition('.')[2]}` |" in page
    (quorum,) = [line for line in page.splitlines() if "`gov/tallyparams.quorum`" in line]
    assert "| 0.334 | 0.334 | 0.334 | fraction | 0 to 1 |" in quorum
    assert "| inferred | `mechanisms/gov` |" in quorum
    (bonus,) = [line for line in page.splitlines() if "`distribution/bonusproposerreward`" in line]
    assert NOT_READ in bonus


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
    assert book["policies.delegation[logit].small_commission_sensitivity"].value == 19.0
    assert book["shocks.akt_price[gbm_jumps].start_usd"].value == 1.0356
    assert book["shocks.gpu_demand[step].start_day"].value is None


def test_the_book_of_another_scenario_has_its_values():
    scenario = load_scenario("mainnet6", ["chain.staking.min_commission_rate=0.1", "policies.delegation.prior_width=1"])
    rows = {row.path: row.value for row in parameter_book(CATALOGUE, scenario)}
    assert rows["chain.staking.min_commission_rate"] == 0.1
    assert rows["policies.delegation[logit].prior_width"] == 1.0


def test_every_number_has_a_lowest_and_a_highest_value(book):
    """A number without limits is a hole: some value of it breaks a run instead of being refused in words."""
    in_words = {
        "run.start",
        "run.genesis_time",
        "run.history",
        "chain.release",
        "population.fixed",
        "shocks.akt_price[history].then",
        "shocks.akt_price[history].until",
    }
    in_words |= {"chain.mint.mint_denom", "chain.staking.bond_denom"}
    in_words |= {
        f"shocks.{channel}[{kind}].gpu_model"
        for channel in ("outside_price", "hardware_price")
        for kind in ("price_step", "price_drift")
    }
    in_words |= {"shocks.exclusion[jurisdiction].jurisdiction", "shocks.exclusion[workload].tenant_class"}
    demand = [f"shocks.gpu_demand[{kind}]" for kind in ("pulse", "step", "ramp", "exponential")]
    in_words |= {f"{shape}.{whose}" for shape in demand for whose in ("gpu_model", "tenant_class")}
    without = {path for path, row in book.items() if " to " not in row.range and " or " not in row.range}
    assert without <= in_words
