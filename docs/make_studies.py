"""Write the table of docs/studies.md anew, from the pages in results/studies/: python docs/make_studies.py"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from econsim.analysis.studies import study_named, study_names

PAGE = Path(__file__).with_name("studies.md")
RESULTS = PAGE.parents[1] / "results" / "studies"
BETWEEN = re.compile(r"(<!-- studies -->\n).*(<!-- end of studies -->)", re.DOTALL)
_SHORT = re.compile(r"^## In short\n\n> (.*?)\n\n", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Put the table between its marks."""
    page = PAGE.read_text("utf-8")
    PAGE.write_text(BETWEEN.sub(lambda found: found[1] + table() + found[2], page), "utf-8")


def table() -> str:
    """Return a row for each study: its question, the answer that stands on its page, how many runs it is of."""
    heads = ["study", "question", "answer in a sentence", "paired runs"]
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---|---:|"]
    for name in (one for one in study_names() if not one.startswith("bme_")):  # those stand in docs/burn_mint.md
        kept, question = RESULTS / name, study_named(name).question
        if not kept.is_dir():
            lines.append(f"| {name} | {question} | not answered yet: `econsim study {name}` | |")
            continue
        runs = json.loads((kept / "comparison.json").read_text("utf-8"))["replicates"]
        link = f"[{name}](../results/studies/{name}/report.md)"
        lines.append(f"| {link} | {question} | {in_short(kept / 'report.md')} | {runs} |")
    return "\n".join([*lines, ""])


def in_short(report: Path) -> str:
    """Return the one sentence of a page, without its marks for terms; raises ValueError where it has none."""
    found = _SHORT.search(report.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{report} has no answer in short: write it anew with `econsim study`")
    return html.unescape(re.sub(r"</?abbr[^>]*>", "", found[1]))


if __name__ == "__main__":
    main()
