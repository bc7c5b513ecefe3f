"""Results from the command line: kept, listed, made again, cleaned; and what stops a command stops it decently."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from econsim.cli import app
from tests.small_world import in_group, leftovers, small_file, started


@pytest.fixture
def said(said, tmp_path):
    """Run a command in a folder with a small scenario."""
    small_file(tmp_path)
    return said


SIZE = ("--epochs", "2", "--workers", "1")
LATE = (
    "timeline.axlusdc_accepted acts at epoch 7 (2023-09-07), after the end of this run: nothing of it is seen here; "
    "--epochs 8 or more reach it\n"
)


def run_small(said, replicates: int = 2) -> dict:
    code, out, _ = said("run", "small.yaml", *SIZE, "--replicates", str(replicates), "--json")
    assert code == 0
    return json.loads(out)


def test_what_was_kept_is_told_on_stderr_and_quiet_is_quiet(said) -> None:
    run_small(said)
    code, _, err = said("run", "small.yaml", *SIZE, "--replicates", "3")
    assert code == 0
    assert err.splitlines()[0] == "small: kept 2 of 3 replicates"
    assert said("run", "small.yaml", *SIZE, "--replicates", "3", "--quiet")[2] == ""


def test_a_comparison_goes_on_where_it_was(said) -> None:
    run_small(said)
    Path("other.yaml").write_text("schema: 1\nextends: small.yaml\nchain: {distribution: {community_tax: 0}}\n")
    code, _, err = said("compare", "small.yaml", "other.yaml", *SIZE, "--replicates", "2")
    assert code == 0
    assert [line for line in err.splitlines() if "kept" in line] == ["small: kept 2 of 2 replicates"]


def test_damage_is_told_even_where_quiet_is_asked_for(said) -> None:
    made = run_small(said)
    Path(made["dir"], "epochs", "replicate=0001.parquet").write_bytes(b"PAR1")
    code, out, err = said("run", "small.yaml", *SIZE, "--replicates", "2", "--json", "--quiet")
    assert code == 0
    assert json.loads(out)["results_digest"] == made["results_digest"]
    assert err.count("\n") == 1
    assert "set aside as _set_aside_1_replicate=0001.parquet.damaged" in err


def test_one_replicate_is_run_alone(said) -> None:
    code, out, err = said("run", "small.yaml", *SIZE, "--only-replicate", "7", "--json")
    assert (code, err) == (0, LATE)
    assert json.loads(out)["replicates"] == 1
    assert [path.name for path in Path("results").glob("*/epochs/*")] == ["replicate=0007.parquet"]


def test_list_and_show_tell_what_is_there(said) -> None:
    made = run_small(said)
    said("run", "small.yaml", *SIZE, "--seed", "2", "--only-replicate", "1")
    Path("results", "notes").mkdir()
    (row, unfinished) = sorted(json.loads(said("results", "list", "--json")[1])["results"], key=lambda row: row["seed"])
    assert (row["dir"], row["kind"], row["name"], row["finished"]) == (made["dir"], "run", "small", True)
    assert (row["replicates"], row["replicates_kept"], row["set_aside"]) == (2, 2, 0)
    assert (row["digest"], row["results_digest"]) == (made["digest"], made["results_digest"])
    assert (unfinished["finished"], unfinished["replicates_kept"], unfinished["results_digest"]) == (False, 1, None)
    assert row["is_this_model"] is True
    assert row["bytes"] > 10_000
    _, out, _ = said("results", "list")
    assert len(out.splitlines()) == 4
    assert "1 of 20" in out
    assert "not finished" in out
    shown = json.loads(said("results", "show", made["dir"], "--json")[1])
    assert shown["manifest"]["scenarios"]["small"]["content"]["name"] == "small"
    _, out, _ = said("results", "show", made["dir"])
    assert made["results_digest"] in out
    assert "econsim run" not in said("results", "list", "--out", "nowhere")[1]


def test_clean_takes_leftovers_and_leaves_results_unless_asked(said) -> None:
    made = run_small(said)
    folder, notes = Path(made["dir"]), Path("results", "notes")
    notes.mkdir()
    mine = [notes / "mine.txt", notes / ".mine.part", Path("results", "manifest.json"), notes / "manifest.json"]
    for path in mine:
        path.write_text("{}")
    (folder / "epochs" / ".replicate=0001.parquet.0a.part").touch()
    (folder / "epochs" / "_set_aside_1_replicate=0001.parquet.damaged").touch()
    code, out, _ = said("results", "clean")
    assert (code, out.splitlines()) == (
        0,
        [
            "removed 1 unfinished files and 1 that were set aside",
            "1 results stay; --all or --older-than DAYS removes results",
        ],
    )
    assert run_small(said)["results_digest"] == made["results_digest"]
    assert said("results", "clean", "--older-than", "30")[0] == 0
    assert folder.is_dir()
    Path("elsewhere").symlink_to("results/notes")
    Path("results", "link").symlink_to(folder.absolute())
    cleaned = json.loads(said("results", "clean", "--all", "--json")[1])
    assert (cleaned["results"], cleaned["results_left"]) == ([made["dir"]], 0)
    assert not folder.exists()
    assert all(path.exists() for path in mine)


def test_clean_by_age_looks_at_when_the_manifest_was_written(said) -> None:
    folder = Path(run_small(said)["dir"])
    long_ago = time.time() - 31 * 86_400
    os.utime(folder / "manifest.json", (long_ago, long_ago))
    assert said("results", "clean", "--older-than", "30")[1].splitlines()[0] == f"removed {folder}"
    assert not folder.exists()


def test_reproduce_says_bit_exact_where_the_answer_is_the_same(said) -> None:
    made = run_small(said)
    code, out, _ = said("reproduce", made["dir"], "--workers", "1")
    assert code == 0
    assert out.splitlines()[-1] == "checked: bit-exact: passed"
    found = json.loads(said("reproduce", made["dir"], "--workers", "1", "--json")[1])
    digest = made["results_digest"]
    assert (found["checked"], found["passed"]) == ("bit-exact", True)
    assert found["results_digest"] == {"manifest": digest, "now": digest}


def edit(file: Path, **changes: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), encoding="utf-8")


def test_reproduce_fails_where_the_same_installation_answers_otherwise(said) -> None:
    made = run_small(said)
    edit(Path(made["dir"], "manifest.json"), results_digest="0" * 32)
    code, out, err = said("reproduce", made["dir"], "--workers", "1")
    assert code == 1
    assert out.splitlines()[-1] == "checked: bit-exact: failed"
    assert err.splitlines()[-1] == f"{made['dir']} was not reproduced (bit-exact)"


def test_reproduce_checks_intervals_where_the_model_is_another(said) -> None:
    made = run_small(said)
    edit(Path(made["dir"], "manifest.json"), results_digest="0" * 32, model_version="f" * 16)
    code, out, _ = said("reproduce", made["dir"], "--workers", "1")
    assert code == 0
    assert "another model version" in out.splitlines()[0]
    assert out.splitlines()[-1] == "checked: within intervals: passed"


def test_reproduce_of_a_comparison_names_what_lies_outside_its_interval(said) -> None:
    Path("other.yaml").write_text("schema: 1\nextends: small.yaml\nchain: {distribution: {community_tax: 0}}\n")
    _, out, _ = said("compare", "small.yaml", "other.yaml", *SIZE, "--replicates", "2", "--json")
    folder = Path(json.loads(out)["dir"])
    assert said("reproduce", str(folder), "--workers", "1")[1].splitlines()[-1] == "checked: bit-exact: passed"
    edit(folder / "manifest.json", results_digest="0" * 32, model_version="f" * 16)
    comparison = json.loads((folder / "comparison.json").read_text("utf-8"))
    comparison["variants"][0]["metrics"]["net_apr"] |= {"difference": 7.0, "ci_low": 6.0, "ci_high": 8.0}
    (folder / "comparison.json").write_text(json.dumps(comparison), encoding="utf-8")
    code, out, err = said("reproduce", str(folder), "--workers", "1")
    assert code == 1
    assert out.splitlines()[-1] == "checked: within intervals: failed"
    assert err.splitlines()[-1].endswith("outside the intervals: net_apr of other")


def test_reproduce_refuses_a_scenario_that_was_edited_since(said) -> None:
    made = run_small(said)
    file = Path(made["dir"], "manifest.json")
    file.write_text(file.read_text("utf-8").replace('"accounts": 100', '"accounts": 101'), encoding="utf-8")
    code, _, err = said("reproduce", made["dir"])
    assert code == 1
    assert "the scenario small is not the one that was run" in err


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        (None, "folder is no results folder of econsim: it has no manifest.json"),
        ("{}", "folder is no results folder of econsim: its manifest.json is somebody else's"),
        ("{", "manifest.json cannot be read: Expecting property name"),
    ],
)
@pytest.mark.parametrize("command", [("reproduce",), ("results", "show")])
def test_another_folder_is_refused_in_one_line(said, command, manifest: str | None, complaint: str) -> None:
    Path("folder").mkdir()
    if manifest is not None:
        Path("folder", "manifest.json").write_text(manifest)
    code, out, err = said(*command, "folder")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_a_run_that_is_not_finished_cannot_be_reproduced_yet(said) -> None:
    _, out, _ = said("run", "small.yaml", *SIZE, "--only-replicate", "1", "--json")
    code, _, err = said("reproduce", json.loads(out)["dir"])
    assert code == 2
    assert "is not finished; first: " in err


def test_out_that_is_a_file_is_one_line_and_exit_2(said) -> None:
    Path("file").touch()
    code, out, err = said("run", "small.yaml", *SIZE, "--replicates", "1", "--out", "file")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "file" in err


def test_a_full_disk_is_one_line_and_exit_1_and_leaves_nothing_half_written(said, monkeypatch) -> None:
    import errno

    from econsim.runs import replicate_files

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(replicate_files, "write_bytes", full)
    code, _, err = said("run", "small.yaml", *SIZE, "--replicates", "1", "--quiet")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("No space left on device: results/small-")
    assert not list(Path("results").rglob("*.parquet"))


def test_a_folder_in_the_place_of_a_file_or_a_file_in_that_of_a_folder_is_one_line_with_the_cure(said) -> None:
    made = Path(run_small(said)["dir"])
    cure = "rename or remove it and run the same command again"
    manifest, epochs = made / "manifest.json", made / "epochs"
    manifest.unlink()
    manifest.mkdir()
    code, _, err = said("run", "small.yaml", *SIZE, "--replicates", "2", "--json", "--quiet")
    assert code == 1
    assert err == f"Is a directory: {manifest}; a folder stands where a file goes: {cure}\n"
    manifest.rmdir()
    shutil.rmtree(epochs)
    epochs.write_text("in the way")
    code, _, err = said("run", "small.yaml", *SIZE, "--replicates", "2", "--json", "--quiet")
    assert code == 1
    where = f"Not a directory: {epochs / 'replicate=0000.parquet'}"
    assert err == f"{where}; a file stands where a folder above it goes: {cure}\n"


def test_the_command_that_is_recorded_is_the_one_that_was_called_not_that_of_the_process(said) -> None:
    Path("other.yaml").write_text("schema: 1\nextends: small.yaml\nchain: {distribution: {community_tax: 0}}\n")
    words = ("compare", "small.yaml", "other.yaml", *SIZE, "--replicates", "1", "--out", "my results", "--json")
    code, out, _ = said(*words)
    assert code == 0
    manifest = json.loads((Path(json.loads(out)["dir"]) / "manifest.json").read_text())
    assert manifest["asked"] == (
        "econsim compare small.yaml other.yaml --epochs 2 --workers 1 --replicates 1 --out 'my results' --json"
    )


@pytest.mark.parametrize(("stop", "workers"), [(signal.SIGINT, "2"), (signal.SIGTERM, "1")])
def test_stopped_at_work_it_says_how_to_go_on_and_leaves_nobody_behind(tmp_path: Path, stop: int, workers: str) -> None:
    small_file(tmp_path)
    command = ("run", "small.yaml", "--epochs", "2", "--replicates", "500", "--workers", workers)
    process = started(tmp_path, *command)
    while process.poll() is None and len(list(tmp_path.rglob("epochs/*.parquet"))) < 2:
        time.sleep(0.01)
    os.killpg(process.pid, stop)
    assert process.wait() == 130
    *told, how_to_go_on = (tmp_path / "err").read_text().splitlines()
    assert how_to_go_on == "interrupted; run the same command again"
    assert told[-1].endswith(" of 500 replicates are kept")
    assert not leftovers(tmp_path)
    for _ in range(200):
        if not in_group(process):
            break
        time.sleep(0.05)
    assert not in_group(process)


LOSES_A_STOP = """
import os, signal
from econsim.cli import main
from econsim.runs import replicates

class Freed:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

simulate, given = replicates.simulate, [Freed()]
replicates.simulate = lambda *job: (simulate(*job), given.clear())[0]
main()
"""


def test_a_stop_that_comes_while_something_is_freed_is_heeded_at_the_next_step(tmp_path: Path) -> None:
    """Python drops what is raised there, and says so."""
    small_file(tmp_path)
    command = ("run", "small.yaml", "--epochs", "2", "--replicates", "500", "--workers", "1")
    ended = subprocess.run(
        (sys.executable, "-c", LOSES_A_STOP, *command), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 130
    assert "Exception ignored in" in ended.stderr
    *_, told, how_to_go_on = ended.stderr.splitlines()
    assert told.endswith("0 of 500 replicates are kept")
    assert how_to_go_on == "interrupted; run the same command again"


def test_every_command_about_results_shows_an_example_in_its_help(said) -> None:
    for words in (("results", "list"), ("results", "show"), ("results", "clean"), ("reproduce",)):
        code, out, _ = said(*words, "--help")
        assert code == 0
        assert f"Example: econsim {' '.join(words)} " in out or f"Example: econsim {' '.join(words)}\n" in out
    assert set(app) >= {"results", "reproduce"}
