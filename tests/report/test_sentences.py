"""Sentences follow from effect, interval and materiality; swapping the arms flips every sign."""

from __future__ import annotations

import re

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.findings import finding
from econsim.networks.catalogue import load_scenario
from econsim.report.sentences import answer, described
from tests.analysis.hand_made import (
    DIFFER_FROM,
    EPOCHS,
    MINTED_UAKT,
    TAX_UAKT,
    FinishedArm,
    hand_made_arms,
    hand_made_run,
    relabelled,
    swapped,
)

GAIN = {"break_even_33_usd": -0.3}
LOSS = {"real_yield": -0.002}
MOVED_UAKT = 50_000_000


def sentences(*, moved_uakt: int = 0, **shifts: float) -> list[str]:
    """Return the answer; one validator below the floor makes the arms part at epoch 27 in any case."""
    shifts.setdefault("n_below_floor", 1.0)
    return answer(compared(hand_made_arms(shifts=shifts, moved_uakt=moved_uakt)), "mainnet7")


def noisy(name: str, first: float, step: float) -> list[FinishedArm]:
    """Return arms that differ in one series, from epoch 27 on, by first + step x replicate."""
    baseline, run = hand_made_arms()[0], hand_made_run(load_scenario("mainnet7"))
    by_replicate = run.series.index.get_level_values("replicate").to_numpy()
    is_late = run.series.index.get_level_values("epoch") >= DIFFER_FROM
    run.series[name] += (first + step * by_replicate) * is_late
    return [baseline, FinishedArm("mainnet7", "mainnet7", run.scenario, run)]


def mirrored(text: str) -> str:
    """Return what a sentence about the arms says once they are swapped."""
    other = {
        "better": "worse", "worse": "better", "mainnet6": "mainnet7", "mainnet7": "mainnet6", "+": "−", "−": "+",
    }  # fmt: skip
    return re.sub(r"better|worse|mainnet6|mainnet7|[+−]", lambda found: other[found.group()], text)


def test_the_answer_has_three_sentences_and_the_transfer_is_the_first() -> None:
    found = sentences(moved_uakt=MOVED_UAKT, **GAIN, **LOSS)
    assert len(found) == 3
    assert all(sentence.endswith(".") for sentence in found)
    assert found[0].startswith("Compared with mainnet6, mainnet7 moves 50.0 AKT from delegators to validators")


def test_the_transfer_is_told_with_its_share_its_days_its_pace_and_the_ten_largest() -> None:
    """50 AKT in 13 days are 50 x 365.25 / 13 = 1,405 a year, and 50 of 13 x 750 AKT of staking rewards are .51 %."""
    days, rewards = EPOCHS - DIFFER_FROM, (MINTED_UAKT - TAX_UAKT) * (EPOCHS - DIFFER_FROM)
    assert (days, round(100 * MOVED_UAKT / rewards, 2)) == (13, 0.51)
    assert sentences(moved_uakt=MOVED_UAKT)[0] == (
        "Compared with mainnet6, mainnet7 moves 50.0 AKT from delegators to validators (0.51 % of staking rewards; "
        "95 % interval 50.0 to 50.0; 1,400 AKT a year at this pace), in the 13 days in which the two can differ. "
        "Of what validators gain, 0 % goes to the ten largest. Minting is the same to the uakt."
    )


def test_from_a_whole_year_on_the_transfer_is_told_as_akt_a_year() -> None:
    """730 epochs, the last 703 of them different: 703 AKT are 703 x 365.25 / 703 = 365.25 a year."""
    runs = [
        hand_made_run(load_scenario(name), epochs=730, moved_uakt=moved, shifts=shifts)
        for name, moved, shifts in (("mainnet6", 0, {}), ("mainnet7", 703_000_000, LOSS))
    ]
    arms = [FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]
    assert "moves 365 AKT a year from delegators to validators" in answer(compared(arms), "mainnet7")[0]
    assert "at this pace" not in answer(compared(arms), "mainnet7")[0]


def test_swapping_the_arms_turns_the_transfer_round() -> None:
    arms = hand_made_arms(moved_uakt=MOVED_UAKT, shifts=LOSS)
    there, back = answer(compared(arms), "mainnet7")[0], answer(compared(swapped(arms)), "mainnet6")[0]
    assert "moves 50.0 AKT from delegators to validators (0.51 %" in there
    assert "moves 50.0 AKT from validators to delegators (0.51 %" in back
    assert "Of what validators gain, 0 % goes to" in there
    assert "Of what validators pay, 0 % comes from" in back


def test_a_change_of_the_market_alone_moves_nothing_between_stakers_and_says_so() -> None:
    found = sentences(gpu_utilisation_all=0.1)
    assert found[0] == (
        "Compared with mainnet6, mainnet7 moves nothing between delegators, validators and the community pool. "
        "Minting is the same to the uakt."
    )
    assert "better in GPU utilisation (+10.0 points" in found[1]


def test_more_minting_is_told_apart_from_the_transfer() -> None:
    """10 % more is minted, all of it for the pool: its share rises from 1/4 to .35/1.1, of 1.05 x 40 x 1,000 AKT."""
    arms = hand_made_arms(shifts=LOSS)
    arms[1].run.series["minted_uakt"] = MINTED_UAKT * 11 // 10
    found = answer(compared(arms), "mainnet7")[0]
    to_the_pool = (0.35 / 1.1 - 0.25) * 1.05 * EPOCHS * MINTED_UAKT / 1e6
    assert to_the_pool == pytest.approx(2_863.6, abs=0.1)
    from_delegators, from_validators = 2_577.3, 286.4  # nine tenths and one tenth of what is handed out
    assert from_delegators + from_validators == pytest.approx(to_the_pool, abs=0.1)
    assert "moves 2,580 AKT from delegators to the community pool" in found
    assert "286 AKT from validators to the community pool" in found
    assert "What is minted changes by +4,000 AKT (95 % interval +4,000 to +4,000)" in found
    back = answer(compared(swapped(arms)), "mainnet6")[0]
    assert "moves 2,580 AKT from the community pool to delegators" in back
    assert "What is minted changes by −4,000 AKT (95 % interval −4,000 to −4,000)" in back


def test_minting_that_changes_by_next_to_nothing_is_told_as_0_of_staking_rewards() -> None:
    """A part in 100,000 of 40 x 1,000 AKT is .4 AKT, against 13 x 750 AKT of staking rewards: .004 %."""
    arms = hand_made_arms(shifts=LOSS)
    arms[1].run.series["minted_uakt"] = MINTED_UAKT * 100_001 // 100_000
    found = answer(compared(arms), "mainnet7")[0]
    assert "What is minted changes by 0.0 % of staking rewards: +0.400 AKT (95 % interval" in found


def test_swapping_the_arms_flips_every_sign_of_the_decision() -> None:
    arms = hand_made_arms(shifts=GAIN)
    there, back = answer(compared(arms), "mainnet7"), answer(compared(swapped(arms)), "mainnet6")
    assert "it is decided: mainnet7 is better in the break-even price of the 33rd validator (−0.300 USD," in there[1]
    assert back[1] == mirrored(there[1])
    assert back[2] == there[2]


def test_swapping_the_arms_of_a_trade_off_swaps_its_sides() -> None:
    arms = hand_made_arms(shifts=GAIN | LOSS)
    there, back = answer(compared(arms), "mainnet7")[1], answer(compared(swapped(arms)), "mainnet6")[1]
    assert "a trade-off" in there
    assert "a trade-off" in back
    assert re.search(
        r"better in the break-even price of the 33rd validator .* and worse in delegators' real yield", there
    )
    assert re.search(
        r"better in delegators' real yield .* and worse in the break-even price of the 33rd validator", back
    )


def test_unlike_things_have_no_exchange_rate_and_nothing_is_recommended() -> None:
    for text in (*sentences(**GAIN, **LOSS), *sentences(**GAIN), *sentences(**LOSS)):
        assert not re.search(r"gained|costs [0-9.]", text)
        assert "recommend" not in text


def test_nothing_is_decided_while_an_objective_is_open_and_what_would_settle_it_is_told() -> None:
    """Differences of -.05 to .20 points, mean .075, sd .0935: (2.9264 x .0935 / .025)^2 = 119.9, so 120 + 2."""
    found = answer(compared(noisy("real_yield", -0.0005, 0.0005)), "mainnet7")[1]
    assert "it cannot be said yet: delegators' real yield is open (+0.08 points a year," in found
    assert "matters from 0.10 points a year; about 122 replicates would settle it" in found
    assert "decided" not in found
    assert "Settled so far: no difference that matters in" in found


def test_one_replicate_decides_nothing() -> None:
    runs = [
        hand_made_run(load_scenario(name), replicates=1, shifts=shifts, moved_uakt=moved)
        for name, shifts, moved in (("mainnet6", {}, 0), ("mainnet7", LOSS, MOVED_UAKT))
    ]
    found = answer(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]), "mainnet7")
    assert "that can be detected with replicates: 1" in found[0]
    assert "one replicate has no interval" in found[1]
    assert "decided" not in found[1]


def test_twins_count_once_and_what_is_true_by_definition_not_at_all() -> None:
    """All of concentration falls and the mean commission rises: one win, told of the one metric that speaks for it."""
    falls = {"stake_hhi": -0.005, "stake_gini": -0.1, "top_10_share": -0.1, "nakamoto_coefficient": 3.0}
    found = sentences(**falls, commission_rate_mean_not_captive=0.02, net_apr=0.02)[1]
    assert "better in the Herfindahl index of stake (−0.0050" in found
    for twin in ("Gini", "ten largest", "Nakamoto", "commission", "net APR"):
        assert twin not in found


def test_declared_twins_stand_together_and_a_declared_truth_by_definition_is_left_out(tmp_path) -> None:
    file = tmp_path / "wanted.yaml"
    wanted = ("stake_gini, better: lower", "stake_hhi, better: lower", "n_locked_in, better: lower")
    rows = "".join(f"  - {{metric: {one}, smallest_effect: 0.001}}\n" for one in wanted)
    file.write_text(f"schema: 1\nextends: mainnet6\nobjectives:\n{rows}", encoding="utf-8")
    run = hand_made_run(load_scenario(file))
    variant = hand_made_arms(shifts={"stake_hhi": -0.005, "stake_gini": -0.1, "n_locked_in": -3.0})[1]
    found = answer(compared([FinishedArm("wanted", None, run.scenario, run), variant]), "mainnet7")[1]
    assert found.startswith("By the scenarios' objectives it is decided: mainnet7 is better in the Herfindahl index")
    assert ") with the Gini coefficient of stake (" in found
    assert "locked in" not in found


def test_what_has_no_better_side_decides_nothing() -> None:
    found = sentences(commission_rate_mean_not_captive=0.02)[1]
    assert "it is decided: no difference that matters in the Herfindahl index of stake (identical)" in found
    assert "better" not in found


def test_an_effect_smaller_than_matters_is_said_to_be_so() -> None:
    found = sentences(real_yield=-0.0002)[1]
    assert "no difference that matters in" in found
    assert "delegators' real yield (−0.02 points a year, 95 % interval" in found


def test_a_copy_is_said_to_be_identical() -> None:
    baseline = hand_made_arms()[0]
    found = answer(compared([baseline, relabelled(baseline, "copy")]), "copy")
    assert "moves nothing between" in found[0]
    assert "Minting is the same to the uakt" in found[0]
    assert found[1].count("(identical)") == 4
    assert found[2].startswith("copy and mainnet6 are identical in every replicate")


def test_each_of_several_variants_has_its_own_answer() -> None:
    arms = hand_made_arms(moved_uakt=MOVED_UAKT, shifts=LOSS)
    other = hand_made_run(load_scenario("mainnet7"), moved_uakt=-MOVED_UAKT, shifts=GAIN)
    comparison = compared([*arms, FinishedArm("other", None, other.scenario, other)])
    assert "mainnet7 moves 50.0 AKT from delegators to validators" in answer(comparison, "mainnet7")[0]
    assert "other moves 50.0 AKT from validators to delegators" in answer(comparison, "other")[0]


def test_what_stays_untouched_is_named() -> None:
    assert "nothing at all changes in" in sentences(**LOSS)[2]
    assert "the market for leases" in sentences(**LOSS)[2]
    assert "what delegators earn" not in sentences(**LOSS)[2]


@pytest.mark.parametrize(
    ("shift", "title"),
    [
        (-0.002, "Delegators' net APR is 0.20 points a year lower under mainnet7"),
        (0.002, "Delegators' net APR is 0.20 points a year higher under mainnet7"),
        (0.0, "Delegators' net APR: identical in every replicate"),
        (0.0002, "Delegators' net APR is 0.02 points a year higher under mainnet7, too little to matter"),
    ],
)
def test_the_title_of_a_figure_is_its_finding(shift: float, title: str) -> None:
    assert finding(compared(hand_made_arms(shifts={"net_apr": shift})), "net_apr") == title


def test_a_figure_is_described_with_the_levels_of_both_arms() -> None:
    text = described(compared(hand_made_arms(shifts={"net_apr": -0.002})), "net_apr")
    assert "mainnet6" in text
    assert "mainnet7" in text
    assert "% a year" in text
