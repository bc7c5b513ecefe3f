"""Would vectors and laws notice? One deliberately wrong line for each rule, in a copy: something must turn red.

After each rule stands what notices it: a published case, one by hand (burn_mint_cases, burn_mint_scripts), or a law.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import importlib, json, sys
from pathlib import Path

def noticed():
    for name in list(sys.modules):
        if name.startswith(("econsim.reference", "econsim.verification", "tests")):
            del sys.modules[name]
    vectors = importlib.import_module("econsim.verification.vectors")
    laws = importlib.import_module("tests.reference.burn_mint_laws")
    cases = importlib.import_module("tests.verification.burn_mint_cases").CASES
    cases |= importlib.import_module("tests.verification.burn_mint_scripts").SCRIPTS
    red = ["published: " + each.id for each in vectors.run_file(vectors.BURN_MINT) if each.status != "passed"]
    for name, (inputs, expected) in cases.items():
        vector = {"id": name, "mechanism": "bme", "inputs": inputs, "expected": expected}
        red += ["by hand: " + name] * (vectors.run_vector(vector).status != "passed")
    try:
        laws.check_everything()
    except Exception as error:
        red.append(f"law: {type(error).__name__}")
    return red

answers = {"": noticed()}
for rule, (name, old, new) in json.load(sys.stdin).items():
    path = Path("econsim/reference") / f"{name}.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    answers[rule] = noticed()
    path.write_text(text, "utf-8")
json.dump(answers, sys.stdout)
"""
MUTANTS = {  # rule, what notices its breach: file of the reference, what stands there, what is put there
    ("the rate of a burn is rounded half-even", "published"): (
        "bme_conversion", "else ONE / price", "else ONE.quo_truncate(price)"
    ),
    ("output is cut to whole units", "published"): (
        "bme_conversion", "minted = output.truncate_int()", "minted = output.round_int()"
    ),
    ("a spread is of the uncut output", "published"): (
        "bme_conversion", "spread = (output *", "spread = (Dec.whole(minted) *"
    ),
    ("a spread is rounded down", "by hand"): (
        "bme_conversion", "Dec.whole(BASIS_POINTS)).truncate_int()", "Dec.whole(BASIS_POINTS)).round_int()"
    ),
    ("the minimum is of the gross output", "published"): (
        "bme_conversion", "if minted < params.min_mint", "if minted * 9975 // 10000 < params.min_mint"
    ),
    ("the minimum is that of what is minted", "published"): (
        "bme_conversion", "params.min_mint.get(OTHER[denom], 0)", "params.min_mint.get(denom, 0)"
    ),
    ("mints and burns have spreads of their own", "published"): (
        "bme_conversion", "params.mint_spread_bps if denom == UAKT", "params.mint_spread_bps if denom == UACT"
    ),
    ("a price of 0 converts nothing", "by hand"): ("bme_conversion", "if not price:", "if False:"),
    ("what waits is no collateral", "published"): ("collateral", "Dec.whole(vault - pending)", "Dec.whole(vault)"),
    ("without ACT nothing is divided", "by hand"): (
        "collateral", "if act_supply > 0 else worth", "if act_supply > 0 else Dec(0)"
    ),
    ("basis points are clamped", "by hand"): ("collateral", "truncate_int(), LARGEST_BPS)", "truncate_int(), 2**64)"),
    ("basis points are cut", "by hand"): (
        "collateral", "Dec.whole(BASIS_POINTS)).truncate", "Dec.whole(BASIS_POINTS)).round"
    ),
    ("exactly the warn threshold is a warning", "published"): (
        "collateral", "if bps > params.warn_bps", "if bps >= params.warn_bps"
    ),
    ("exactly the halt threshold is a halt", "published"): (
        "collateral", "if bps > params.halt_bps", "if bps >= params.halt_bps"
    ),
    ("epochs grow exponentially", "published"): (
        "collateral", "growth.power(steps)", "(Dec.whole(1) + (growth - Dec.whole(1)).mul_int(steps))"
    ),
    ("a step is ten basis points", "published"): ("collateral", "BPS_A_STEP = 10", "BPS_A_STEP = 9"),
    ("an epoch is a day at most", "published"): ("collateral", "LONGEST_EPOCH = 14_400", "LONGEST_EPOCH = 14_401"),
    ("an epoch is never below the least", "by hand"): (
        "collateral", "return max(blocks.truncate_int(), params.min_epoch_blocks)", "return blocks.truncate_int()"
    ),
    ("the spread is minted, too", "published"): (
        "bme_vault", "self.act_supply += yields.minted", "self.act_supply += yields.to_user"
    ),
    ("the spread stays with the module", "published"): (
        "bme_vault", "self.uact += yields.spread", "self.uact += 0"
    ),
    ("what a mint pays in is credit", "published"): ("bme_vault", "self.credits += amount", "self.credits += 0"),
    ("AKT is not burned by a mint", "law"): (
        "bme_vault", "        self.credits += amount\n", "        self.credits += amount\n        self.uakt -= amount\n"
    ),
    ("a shortfall is minted and not taken from the seed", "published"): (
        "bme_vault", "fresh = yields.minted - again", "fresh = max(0, yields.minted - self.uakt)"
    ),
    ("credits are used up first", "published"): (
        "bme_vault", "again = min(self.credits, yields.minted)", "again = 0"
    ),
    ("a settle spread stays in the vault", "by hand"): (
        "bme_vault", "self.uakt += fresh - yields.to_user", "self.uakt += fresh - yields.minted"
    ),
    ("funding is no credit", "by hand"): (
        "bme_vault", "        self.uakt += amount\n\n    def take",
        "        self.uakt += amount\n        self.credits += amount\n\n    def take"
    ),
    ("a burn destroys ACT", "published"): ("bme_vault", "self.act_supply -= amount", "self.act_supply -= 0"),
    ("a refund ends the waiting", "by hand"): (
        "bme_vault", "self._move(denom, -amount)\n        self.pending[denom] -= amount", "self._move(denom, -amount)"
    ),
    ("the engine begins halted", "by hand"): (
        "bme", 'self.status: Status = "halt_cr"', 'self.status: Status = "healthy"'
    ),
    ("a halt refuses mints", "published"): ('bme', 'self.status == "halt_cr" and denom == UAKT', "False"),
    ("a halt takes burns", "published"): (
        "bme", 'self.status == "halt_cr" and denom == UAKT', 'self.status == "halt_cr"'
    ),
    ("without a price nothing is asked for", "by hand"): (
        "bme", "        if self.price is None:\n            raise Refused(\"price stalled\")\n", ""
    ),
    ("a burn epoch that is overdue is made up for", "by hand"): (
        "bme", "if self.next_burn <= height:", "if self.next_burn == height:"
    ),
    ("a mint epoch that is overdue is not", "by hand"): (
        "bme", "elif self.next_mint == height:", "elif self.next_mint <= height:"
    ),
    ("a halt stops no burn", "published"): (
        "bme", "            self._walk(UACT)\n",
        '            if self.status != "halt_cr":\n                self._walk(UACT)\n'
    ),
    ("burns come before the status", "by hand"): (
        "bme", "        before = self.status\n        self._update_status()\n", "        before = self.status\n"
    ),
    ("out of a halt there is a new epoch first", "published"): (
        "bme", "        if before in HALTS:\n", "        if False:\n"
    ),
    ("the status is looked at after the mints, too", "by hand"): (
        "bme", "            self._walk(UAKT)\n            self._update_status()\n", "            self._walk(UAKT)\n"
    ),
    ("the next mint epoch is as long as the one that ends", "by hand"): (
        "bme",
        "            self.next_mint = height + self.epoch_blocks\n            self._walk(UAKT)\n"
        "            self._update_status()\n",
        "            self._walk(UAKT)\n            self._update_status()\n"
        "            self.next_mint = height + self.epoch_blocks\n",
    ),
    ("there is no hysteresis", "published"): (
        "bme",
        "        self.status = status_of(self.params, bps)\n",
        '        if self.status == "halt_cr" and bps <= 9900:\n            return\n'
        "        self.status = status_of(self.params, bps)\n",
    ),
    ("v2.0.0 keeps halt_cr without a price", "by hand"): (
        "bme", 'if self.release != "v2.0.0" or self.status != "halt_cr":', "if True:"
    ),
    ("v2.1.0 does not", "by hand"): ("bme", 'if self.release != "v2.0.0" or self', "if self"),
    ("the queue is walked by address", "by hand"): (
        "bme", "(record.who, record.height, record.arrival)", "(record.height, record.arrival)"
    ),
    ("then by height", "by hand"): (
        "bme", "(record.who, record.height, record.arrival)", "(record.who, record.arrival)"
    ),
    ("a block has room for so many records", "by hand"): (
        "bme", "if self._processed >= self.params.max_endblocker_records:", "if False:"
    ),
    ("the room is looked at after a record", "by hand"): (
        "bme",
        "            self._try(record)\n            self._processed += 1\n",
        "            if self._processed < self.params.max_endblocker_records:\n                self._try(record)\n"
        "            self._processed += 1\n",
    ),
    ("both directions share the room", "by hand"): (
        "bme", "self.next_mint == height:", "self.next_mint == height and not setattr(self, '_processed', 0):"
    ),
    ("v2.0.0 refunds at once", "published"): ("bme", 'if self.release == "v2.0.0" or failure', "if failure"),
    ("v2.1.0 tries again", "published"): (
        "bme", 'if self.release == "v2.0.0" or failure.reason in AT_ONCE:', "if True:"
    ),
    ("so many times", "published"): ("bme", "record.attempts >= self", "record.attempts > self"),
    ("v2.1.0 tries nothing again that is too small", "by hand"): (
        "bme", 'AT_ONCE = ("epsilon", "minimum_mint")', "AT_ONCE = ()"
    ),
    ("v2.0.0 gives out the latest quote", "published"): (
        "oracle", 'found.median if self.release == "v2.0.0"', "found.twap if True"
    ),
    ("v2.1.0 gives out the average", "published"): (
        "oracle", 'found.median if self.release == "v2.0.0"', "found.median if True"
    ),
    ("v2.1.0: the quote before the window covers its start", "published"): ("oracle", "before[-1:]", "before[:0]"),
    ("v2.0.0: it does not", "by hand"): (
        "oracle", '        if self.release != "v2.0.0":\n            before', "        if True:\n            before"
    ),
    ("v2.1.0: quotes of this second have a mean", "by hand"): (
        "oracle", 'if within and self.release != "v2.0.0":', "if False:"
    ),
    ("a quote may be so old", "by hand"): (
        "oracle", ">= now - self.params.max_staleness", "> now - self.params.max_staleness"
    ),
    ("sources may be so far apart", "by hand"): (
        "oracle", "found.deviation_bps <= self.params.max_deviation_bps",
        "found.deviation_bps < self.params.max_deviation_bps"
    ),
    ("there must be so many sources", "by hand"): (
        "oracle", "found.n_sources >= self.params.min_sources", "found.n_sources > 0"
    ),
    ("deposits are spent first come first", "law"): (
        "escrow_deposits", "    for deposit in deposits:\n", "    for deposit in reversed(deposits):\n"
    ),
    ("payments are paid one after the other", "published"): (
        "escrow_deposits", "    for amount in dues:\n        paid, left = _deduct(left, amount)",
        "    most = total(deposits) / Dec.whole(2)\n    for amount in dues:\n"
        "        paid, left = _deduct(left, min(amount, most))",
    ),
    ("what is due is cut at every settlement", "published"): (
        "escrow_deposits", 'owed if release == "v1.0.0" else Dec.whole(owed.truncate_int())', "owed"
    ),
    ("the debt is recorded", "published"): (
        "escrow_deposits", 'ZERO if release == "v1.0.0" else amount - paid', "ZERO"
    ),
    ("AKT pays in a halt only", "by hand"): ("escrow_deposits", " and status in HALTS:", ":"),
    ("AKT pays with a price only", "by hand"): (
        "escrow_deposits", "price is not None and price > ZERO", "(price := price or Dec.whole(1)) > ZERO"
    ),
    ("a debt is reduced half-even", "published"): ("escrow_deposits", "taken * price", "taken.mul_truncate(price)"),
    ("whole uakt are sent", "published"): ("escrow_deposits", "taken.truncate_int()", "taken.ceil()"),
    ("what cannot be sent is lost", "by hand"): (
        "escrow_deposits", "                funds = ZERO\n                break\n", "                break\n"
    ),
    ("each amount of a migration is multiplied by itself", "by hand"): (
        "act_migration", "minted=total(after for _, after in counted).truncate_int()",
        "minted=(total(before for before, _ in counted) * rate).truncate_int()",
    ),
    ("sums of a migration are cut", "by hand"): (
        "act_migration", "minted=total(after for _, after in counted).truncate_int()",
        "minted=sum(after.truncate_int() for _, after in counted)",
    ),
    ("nothing is put behind migrated ACT", "published"): (
        "act_migration", "credits_added: int = 0", "credits_added: int = 1"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what turns red in a copy of the code, by the rule that is broken there; "" if none is."""
    place = tmp_path_factory.mktemp("mutants")
    for room in ("econsim", "tests"):
        shutil.copytree(ROOT / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    found = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps({rule: change for (rule, _), change in MUTANTS.items()}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(found.stdout)


def test_a_copy_as_it_is_keeps_every_rule(noticed: dict[str, list[str]]) -> None:
    assert noticed[""] == []


@pytest.mark.parametrize(("rule", "by"), MUTANTS)
def test_a_broken_rule_is_noticed(rule: str, by: str, noticed: dict[str, list[str]]) -> None:
    name, old, _ = MUTANTS[rule, by]
    assert old in (ROOT / "econsim" / "reference" / f"{name}.py").read_text("utf-8"), f"{name}.py has changed"
    assert any(line.startswith(f"{by}:") for line in noticed[rule]), noticed[rule]
