"""A model laid aside in a file steps on like one that never stopped; what is no checkpoint is refused in one line."""

from __future__ import annotations

import json
import pickle
import zlib
from pathlib import Path

import mesa
import pytest

import econsim
from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.simulation import checkpoint

EPOCHS, SPLIT = 30, 12
SMALL = {"population.delegators.accounts": 300, "population.tenants.accounts": 200}


def small(name: str) -> AkashModel:
    return AkashModel(econsim.load_scenario(name).with_changes(SMALL), seed=5, replicate=2, epochs=EPOCHS)


@pytest.mark.parametrize("name", ["mainnet5", "mainnet7"])
def test_a_run_split_by_a_checkpoint_is_the_unsplit_run(name: str, tmp_path: Path) -> None:
    whole, first = small(name).run(EPOCHS), small(name).run(SPLIT)
    first.save(tmp_path / "there")
    first.run(EPOCHS - SPLIT)  # what goes on after a checkpoint was written is not disturbed either
    again = AkashModel.load(tmp_path / "there")
    assert (again.epoch, again.running, again.horizon) == (SPLIT, True, EPOCHS)
    again.run(EPOCHS - SPLIT)
    for other in (first, again):
        assert other.series.equals(whole.series)
        assert other.series.attrs == whole.series.attrs
        assert other.replicate().agents.equals(whole.replicate().agents)
        assert other.replicate().invariants == whole.replicate().invariants
    assert not again.running


def test_a_checkpoint_of_another_model_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small("mainnet7").save(tmp_path / "old")
    monkeypatch.setattr(checkpoint, "model_version", lambda: "0123456789abcdef")
    with pytest.raises(UsageError, match=r"old was written by model version .*, this is 0123456789abcdef") as refused:
        AkashModel.load(path)
    assert "\n" not in str(refused.value)


def test_damage_is_found_wherever_it_is(tmp_path: Path) -> None:
    path = small("mainnet7").save(tmp_path / "file")
    whole = path.read_bytes()
    head = whole.index(b"\n")
    told = json.loads(whole[:head])
    seed = whole.index(b'"seed": ') + len(b'"seed": ')
    version = whole.index(told["model_version"].encode())
    for place in (seed, version, head + 1, head + 500, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(UsageError, match="not as it was written"):
            AkashModel.load(path)
    for end in (-100, head + 10, head + 1):
        path.write_bytes(whole[:end])
        with pytest.raises(UsageError, match="not as it was written"):
            AkashModel.load(path)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"hello\n", b"[]\n", b"{}\n", b'{"econsim_checkpoint": 2}\n', b"\xff\xfe\n"]
)
def test_what_is_no_checkpoint_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UsageError, match=r"is no checkpoint of econsim; model\.save"):
        AkashModel.load(tmp_path / "file")
    with pytest.raises(UsageError, match="cannot be read"):
        AkashModel.load(tmp_path / "nowhere")


def test_only_our_own_classes_and_arrays_are_built(tmp_path: Path) -> None:
    """Harmless strangers stand for any other: a path, a fraction, a function of our own."""
    for stranger in (Path("here"), econsim.load_scenario, mesa.Model):
        body = zlib.compress(pickle.dumps(stranger))
        told = {"econsim_checkpoint": 1, "model_version": checkpoint.model_version()}
        whole = json.dumps(told).encode() + b"\n" + body
        (tmp_path / "file").write_bytes(whole + checkpoint._hash(whole))
        with pytest.raises(UsageError, match="holds what no checkpoint of econsim holds"):
            checkpoint.read_checkpoint(tmp_path / "file")


def test_agents_of_ones_own_are_not_lost_in_silence(tmp_path: Path) -> None:
    model = small("mainnet7")

    class Watcher(mesa.Agent):
        """Somebody who looks on."""

    Watcher(model)
    with pytest.raises(UsageError, match=r"agents of your own \(Watcher\)"):
        model.save(tmp_path / "file")
    assert not (tmp_path / "file").exists()
