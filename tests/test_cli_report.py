"""`econsim report` on every results folder, and `--format` wherever a report is written."""

from __future__ import annotations

import json
from pathlib import Path

from tests.scenario.scenario_files import written

SIZE = ("--epochs", "2", "--replicates", "2", "--workers", "1", "--quiet")
SWEPT = (
    "schema: 1\nname: floors\nextends: mainnet6\nquestion: Which floor?\n"
    "sweep: {chain.staking.min_commission_rate: {values: [0.05, 0.10]}}\n"
)
UNKNOWN = "a report has no format 'docx': choose among html, md, post, pdf, csv, json"


def names(out: str) -> list[str]:
    """Return the names of the files that were written, those of tables and pictures left out."""
    paths = [Path(line.removeprefix("report: ")) for line in out.splitlines() if line.startswith("report: ")]
    assert all(path.stat().st_size > 0 for path in paths)
    return [path.name for path in paths if path.stem == "report"]


def test_the_folder_of_a_run_has_a_report_in_every_format(said) -> None:
    folder = json.loads(said("run", "mainnet6", *SIZE, "--json")[1])["dir"]
    code, out, err = said("report", folder, "--format", "html,md,pdf,json,csv")
    assert (code, err) == (0, "")
    assert names(out) == ["report.html", "report.md", "report.pdf", "report.json"]
    assert Path(folder, "report_levels.csv").is_file()


def test_the_folder_of_a_sweep_has_a_report_in_every_format(said, tmp_path: Path) -> None:
    file = str(written(tmp_path, SWEPT, "floors.yaml"))
    folder = json.loads(said("sweep", file, *SIZE, "--json")[1])["dir"]
    code, out, err = said("report", folder, "--format", "md,pdf,csv")
    assert (code, err) == (0, "")
    assert names(out) == ["report.md", "report.pdf"]
    assert Path(folder, "report.md").read_text("utf-8").startswith("# Which floor?\n")
    assert len(Path(folder, "report_points.csv").read_text("utf-8").splitlines()) == 1 + 2


def test_compare_writes_the_formats_it_is_asked_for_and_report_writes_others(said) -> None:
    made = json.loads(said("compare", "mainnet6", "mainnet7", *SIZE, "--format", "md", "--json")[1])
    assert made["report"].endswith("report.md")
    code, out, _ = said("report", made["dir"])
    assert (code, names(out)) == (0, ["report.html"])


def test_an_unknown_format_is_one_line_before_anything_is_run_or_read(said) -> None:
    for command in (("report", "nowhere"), ("compare", "mainnet6", "mainnet7", *SIZE)):
        code, out, err = said(*command, "--format", "html,docx")
        assert (code, out) == (2, "")
        assert err.splitlines() == [UNKNOWN]
    assert list(Path.cwd().iterdir()) == []


def test_a_folder_of_something_else_is_told_what_it_is(said, tmp_path: Path) -> None:
    folder = json.loads(said("run", "mainnet6", *SIZE, "--json")[1])["dir"]
    Path(tmp_path, "empty").mkdir()
    told = json.loads(Path(folder, "manifest.json").read_text("utf-8"))
    Path(tmp_path, "other").mkdir()
    Path(tmp_path, "other", "manifest.json").write_text(json.dumps(told | {"kind": "diary"}), "utf-8")
    expected = {
        "results": f"results is no results folder itself but holds 1: name one of them, such as {folder}",
        "nowhere": "nowhere: there is no such folder; `econsim results list` prints those that are kept",
        "empty": "empty is no results folder of econsim: it has no manifest.json",
        "other": "other is the folder of a diary; a report is made of a run, a comparison, a sweep, a "
        "sensitivity analysis, a calibration or a backtest",
        f"{folder}/manifest.json": f"{folder}/manifest.json is a file; a report is made of the folder of a run, a "
        "comparison, a sweep, a sensitivity analysis, a calibration or a backtest",
    }
    for name, line in expected.items():
        code, out, err = said("report", name)
        assert (code, out, err.splitlines()) == (2, "", [line])
