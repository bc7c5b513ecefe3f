"""What is proposed is written like an event, and refused in one line where the chain would not take it."""

from __future__ import annotations

import pytest

from econsim.networks.akash_validators import empty_seats
from econsim.networks.catalogue import load_scenario
from econsim.networks.deeds import intents
from econsim.scenario.content import diff
from econsim.scenario.event_words import proposal_sentences
from econsim.scenario.notes import lines_about
from tests.scenario.scenario_files import child, mistakes

PROPOSES_NOTHING = "3:14 governance.x: proposes nothing; give it `set`, `upgrade`, `migrations` or `spend`"
TAX = "set: {chain.distribution.community_tax: 0.3}"


@pytest.mark.parametrize(
    ("proposal", "complaint"),
    [
        (
            f"{{submitted: 2022-09-10, {TAX}}}",
            "3:18 governance.x.submitted is 2022-09-10T00:00:00Z, before the run starts (2023-08-31T15:45:00Z); remove "
            "the proposal with `x: null` or move the start",
        ),
        (
            f"{{submitted: 2023-09-10, deposited: 2023-09-08, initial_deposit: 400 AKT, {TAX}}}",
            "3:41 governance.x.deposited is 2023-09-08T00:00:00Z, before it is submitted (2023-09-10T00:00:00Z); "
            "nobody pays on a proposal, or votes on it, that is not there yet",
        ),
        (
            f"{{submitted: 2023-09-10, deposited: 2023-09-12, {TAX}}}",
            "3:41 governance.x.deposited is given, and all is brought along at once; say with `initial_deposit` what "
            "comes first, or remove it",
        ),
        (
            f"{{submitted: 2023-09-10, initial_deposit: 399 AKT, {TAX}}}",
            "3:41 governance.x.initial_deposit is 399 AKT; a proposal brings 400 AKT along, or it is refused "
            "(min_initial_deposit_rate)",
        ),
        (
            f"{{submitted: 2023-09-10, initial_deposit: 500 AKT, deposit: 450 AKT, {TAX}}}",
            "3:41 governance.x.initial_deposit is 500 AKT, more than the whole deposit, 450 AKT",
        ),
        (
            "{submitted: 2023-09-10, set: {chain.distribution.comunity_tax: 0.3}}",
            "3:47 governance.x.set.chain.distribution.comunity_tax: no such field; did you mean community_tax?",
        ),
        (
            "{submitted: 2023-09-10, set: {chain.distribution.community_tax: 30}}",
            "3:47 governance.x.set.chain.distribution.community_tax is 30; expected 0 to 1; did you mean 0.3?",
        ),
        (
            "{submitted: 2023-09-10, set: {chain.release: v0.26.0}}",
            "3:47 governance.x.set.chain.release is the software's version; change it with `upgrade`",
        ),
        (
            "{submitted: 2023-09-10, upgrade: v0.24.0}",
            "3:41 governance.x.upgrade is v0.24.0; v0.24.0 is in force by then, and only a newer one can follow",
        ),
        (
            f"{{submitted: 2023-09-10, expedited: true, {TAX}}}",
            "3:41 governance.x.expedited is true; v0.24.0, in force then, knows no expedited proposals",
        ),
        ("{submitted: 2023-09-10}", PROPOSES_NOTHING),
        (
            "{submitted: 2023-09-10, spend: {amount: 0 AKT}}",
            "3:49 governance.x.spend.amount is 0; name what is spent, or leave `spend` out",
        ),
        (f"{{{TAX}}}", "3:14 governance.x.submitted: missing; give it"),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_be_is_refused(tmp_path, proposal, complaint):
    assert mistakes(tmp_path, f"governance: {{x: {proposal}}}") == [complaint]


@pytest.mark.parametrize(
    ("other", "is_refused"),
    [
        ("submitted: 2023-09-10", True),
        ("submitted: 2023-09-10T00:00:00Z, deposited: 2023-09-12, initial_deposit: 400 AKT", False),
        ("submitted: 2023-09-10T00:00:01Z", False),  # the later one has the last word
    ],
)
def test_two_proposals_of_one_moment_that_set_the_same_are_refused(tmp_path, other, is_refused):
    text = f"governance: {{a: {{submitted: 2023-09-10, {TAX}}}, b: {{{other}, {TAX}}}}}"
    if is_refused:
        (complaint,) = mistakes(tmp_path, text)
        assert complaint.partition(" ")[2] == (
            "governance.b.set.chain.distribution.community_tax: governance.a sets it too at the same time, "
            "2023-09-10T00:00:00Z; give one of them another time"
        )
    else:
        assert len(child(tmp_path, text).governance) == 2


def test_a_proposal_without_a_name_is_asked_for_one(tmp_path):
    (complaint,) = mistakes(tmp_path, f"governance: {{submitted: 2023-09-10, {TAX}}}")
    assert complaint == "3:1 governance: needs a name: governance: {floor: {submitted: ..., set: ...}}"


def test_an_expedited_proposal_is_taken_once_its_release_is_in_force(tmp_path):
    proposal = f"{{submitted: 2023-09-10, expedited: true, {TAX}}}"
    text = f"timeline: {{v1: {{start_day: 3, upgrade: v1.0.0}}}}\ngovernance: {{x: {proposal}}}"
    (proposal,) = child(tmp_path, text).governance
    assert proposal.is_expedited
    assert intents(child(tmp_path, text))["x"].startswith("expedited proposal: ")


@pytest.mark.parametrize(
    ("change", "larger", "smaller"),
    [
        ("min_deposit: 2000 AKT", "expedited_min_deposit", "min_deposit"),
        ("expedited_voting_period: 7 days", "voting_period", "expedited_voting_period"),
        ("threshold: 0.667", "expedited_threshold", "threshold"),
    ],
)
def test_expedited_proposals_must_be_harder_as_soon_as_there_are_any(tmp_path, change, larger, smaller):
    """The chain refuses equal ones, too; before v1.0.0 nothing reads the numbers."""
    release = "timeline: {v1: {start_day: 3, upgrade: v1.0.0}}\n"
    day_4 = f"governance: {{x: {{submitted: 2023-09-05, set: {{chain.gov.{change}}}}}}}"
    told = f"{larger} must be above {smaller} once v1.0.0 is in force"
    (complaint,) = mistakes(tmp_path, release + day_4)
    assert complaint.endswith(told)
    assert child(tmp_path, day_4).governance[0].name == "x"
    from_the_start = f"chain: {{release: v1.0.0, gov: {{{change}}}}}"
    (complaint,) = mistakes(tmp_path, from_the_start)
    assert complaint.endswith(told)


def test_a_release_that_does_not_fit_the_deposit_it_finds_is_refused(tmp_path):
    text = "chain: {gov: {min_deposit: 2500 AKT}}\ntimeline: {v1: {start_day: 3, upgrade: v1.0.0}}"
    (complaint,) = mistakes(tmp_path, text)
    assert complaint.endswith(
        "timeline.v1.set: expedited_min_deposit must be above min_deposit once v1.0.0 is in force"
    )


def test_a_proposal_is_tried_on_the_law_that_the_events_have_left_by_its_day(tmp_path):
    """Bounds of inflation: a minimum of 18 % fits only once the maximum of 20 % is there."""
    bounds = "governance: {x: {submitted: DAY, set: {chain.mint.inflation_min: 0.18}}}"
    event = "timeline: {more: {date: 2023-10-01, set: {chain.mint.inflation_max: 0.2}}}\n"
    assert child(tmp_path, event + bounds.replace("DAY", "2023-10-02")).governance[0].epoch == 31
    (complaint,) = mistakes(tmp_path, event + bounds.replace("DAY", "2023-09-30"))
    assert complaint.endswith("chain.mint.inflation_min is 0.18; above inflation_max 0.15")


def test_what_is_written_comes_back_and_a_variant_takes_it_out(tmp_path):
    text = f"""\
        governance:
          tax: {{submitted: 2023-09-10, deposited: 2023-09-12, initial_deposit: 0 AKT, {TAX}}}
        chain: {{gov: {{min_initial_deposit_rate: 0.0}}}}
        variants:
          without: {{governance.tax: null}}
          higher: {{governance.tax.set: {{chain.distribution.community_tax: 0.4}}}}
        """
    scenario = child(tmp_path, text)
    again = tmp_path / "again.yaml"
    again.write_text(scenario.resolved_yaml(), encoding="utf-8")
    assert load_scenario(again).digest() == scenario.digest()
    assert load_scenario(again).governance[0].written == scenario.governance[0].written
    assert scenario.governance[0].written.initial_deposit == 0
    assert scenario.variant("without").governance == ()
    changes = diff(scenario, scenario.variant("higher"))
    assert changes == [("governance.tax.set.chain.distribution.community_tax", 0.3, 0.4)]
    assert "governance" not in load_scenario("mainnet7").content()


def test_a_proposal_is_told_in_a_sentence(tmp_path):
    text = (
        f"governance: {{x: {{submitted: 2023-09-10, {TAX}, migrations: [lift_to_floor], spend: {{amount: 5000 AKT}}}}}}"
    )
    scenario = child(tmp_path, text)
    said = (
        "proposal: sets community_tax to 30 % (before 25 %), lifts every validator below 5 % to it, spends 5,000 AKT "
        "of the community pool; submitted at epoch 9 (2023-09-09 15:45 UTC)"
    )
    assert proposal_sentences(scenario)["x"] == said
    late = "; submitted 2023-09-10 00:00 UTC, after the end of the run (5 epochs): nothing of it is seen here"
    assert proposal_sentences(scenario, 5)["x"].endswith(late)
    assert f"# governance.x: {said}\n" in scenario.resolved_yaml()


def notes(folder, proposal: str, epochs: int = 60) -> list[str]:
    scenario = child(folder, f"run: {{epochs: {epochs}}}\ngovernance: {{x: {{submitted: 2023-09-10, {proposal}}}}}")
    return [line.split(": ", 1)[1] for line in lines_about(scenario, empty_seats)]


@pytest.mark.parametrize(
    ("proposal", "epochs", "note"),
    [
        (
            f"{TAX}, deposit: 900 AKT",
            60,
            "governance.x finds no deposit of 1,000 AKT within 14 days: it is dropped, its deposit burned, and nobody "
            "votes on it",
        ),
        (
            f"{TAX}, initial_deposit: 400 AKT, deposited: 2023-09-25",
            60,
            "governance.x finds no deposit of 1,000 AKT within 14 days: it is dropped, its deposit burned, and nobody "
            "votes on it",
        ),
        (
            TAX,
            16,
            "governance.x is decided at epoch 16 (2023-09-16), after the end of this run: nothing of what it does is "
            "seen here; --epochs 17 or more reach it",
        ),
        (
            TAX,
            9,
            "governance.x acts at epoch 9 (2023-09-10), after the end of this run: nothing of it is seen here; "
            "--epochs 10 or more reach it",
        ),
        (
            "set: {chain.staking.min_commission_rate: 0.1}",
            60,
            "governance.x would raise min_commission_rate without a migration: it changes what edits may name and "
            "lifts nobody; `migrations: [lift_to_floor]` lifts everybody below it",
        ),
    ],
)  # fmt: skip
def test_what_the_author_may_not_mean_is_told(tmp_path, proposal, epochs, note):
    assert notes(tmp_path, proposal, epochs) == [note]


def test_a_proposal_that_can_pass_in_time_is_not_noted(tmp_path):
    assert notes(tmp_path, f"{TAX}, initial_deposit: 400 AKT, deposited: 2023-09-23", 31) == []
