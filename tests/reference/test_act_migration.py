"""The migration to ACT, by hand from x/deployment/migrate/v7/act.go."""

from __future__ import annotations

from econsim.reference.act_migration import ActMigration, Escrowed, migrate
from econsim.reference.decimal18 import Dec

STABLE = "ibc/axlusdc"


def escrowed(denom: str, *amounts: str, rate: str = "2") -> Escrowed:
    return Escrowed(denom, [Dec.parse(amount) for amount in amounts], [Dec.parse(rate)])


def test_stable_deployments_move_at_the_upgrade_and_akt_waits_for_a_price():
    migration = ActMigration(frozenset({STABLE}))
    old = {"d1": escrowed(STABLE, "10.5", "4.5"), "d2": escrowed("uakt", "100"), "d3": escrowed("uother", "7")}
    migration.upgrade(old)
    assert (migration.migrated["d1"].burned, migration.migrated["d1"].minted) == (15, 15)
    assert list(migration.waiting) == ["d2"]
    migration.end_block(None)
    assert list(migration.waiting) == ["d2"]
    migration.end_block(Dec.parse("0.437"))
    assert (migration.migrated["d2"].burned, migration.migrated["d2"].minted) == (100, 43)
    assert migration.migrated["d2"].rates == (Dec.parse("0.874"),)
    assert (migration.waiting, set(migration.migrated)) == ({}, {"d1", "d2"})


def test_all_that_waits_moves_in_one_block():
    migration = ActMigration(frozenset())
    migration.upgrade({f"d{place:03}": escrowed("uakt", "3") for place in range(120)})
    migration.end_block(Dec.whole(2))
    assert len(migration.migrated) == 120
    assert sum(each.minted for each in migration.migrated.values()) == 720


def test_nothing_stands_behind_what_was_migrated():
    """10 AKT destroyed, 5 ACT minted: no credit, nothing in the vault."""
    moved = migrate(escrowed("uakt", "10000000"), Dec.parse("0.5"))
    assert (moved.minted, moved.credits_added, moved.vault_added) == (5_000_000, 0, 0)


def test_funds_below_zero_are_converted_and_neither_burned_nor_minted():
    moved = migrate(escrowed("uakt", "-4", "10"), Dec.parse("0.5"))
    assert moved.amounts == (Dec.whole(-2), Dec.whole(5))
    assert (moved.burned, moved.minted) == (10, 5)
