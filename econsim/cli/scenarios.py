"""Commands about scenarios: show, validate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.show import print_json, print_rows, text_of
from econsim.errors import EconsimError, ScenarioError, one_line

if TYPE_CHECKING:
    from econsim.scenario.schema import Scenario

Sets = Annotated[
    tuple[str, ...],
    Parameter(name="--set", help="change one value before it is shown", negative="", show_default=False),
]


def show(
    scenario: str,
    /,
    *,
    origin: Annotated[bool, Parameter(help="the line that each value comes from", negative="")] = False,
    diff: Annotated[str | None, Parameter(help="another scenario: show what differs")] = None,
    set_: Sets = (),
    json: options.Json = False,
) -> None:
    """Print a scenario as one YAML file, or its values with their origins, or what differs from another.

    Example: econsim show mainnet7 --origin
    """
    from econsim.networks.catalogue import load_scenario
    from econsim.scenario.content import diff as differences
    from econsim.scenario.origin import leaves

    loaded = load_scenario(scenario, set_)
    other = None if diff is None else load_scenario(diff)
    found = [] if other is None else differences(loaded, other)
    if json:
        print_json(_as_json(loaded, origin) | _beside(other, found))
    elif other is not None:
        rows = [{"path": path, "value": text_of(left), f"in {diff}": text_of(right)} for path, left, right in found]
        print_rows(f"{loaded.name} beside {other.name}", rows or [{"path": "no difference"}])
    elif origin:
        values = {".".join(path): value for path, value in leaves(loaded.content())}
        rows = [
            {"path": path, "value": text_of(values[path]), "origin": where} for path, where in loaded.origins.items()
        ]
        print_rows(loaded.name, rows)
    else:
        print(loaded.resolved_yaml(), end="")


def validate(first: str, /, *more: str, epochs: options.Epochs = None, json: options.Json = False) -> None:
    """Check scenario files: a line for each mistake, and for what may not be meant, with file, line and column.

    `--epochs` checks them as `run` and `compare` would run them with it.

    Example: econsim validate my_scenario.yaml
    """
    from econsim.analysis.objectives import metrics_of
    from econsim.networks.akash_validators import empty_seats
    from econsim.scenario.agreement import disagreements
    from econsim.scenario.notes import lines_about

    verdicts: dict[str, list[tuple[str, str]]] = {}  # line and code of every mistake
    notes: dict[str, list[str]] = {}
    for file in (first, *more):
        try:
            loaded = options.loaded(file, (), epochs, None, None)
            verdicts[file] = [(mistake.line, mistake.code) for mistake in disagreements(loaded, metrics_of([loaded]))]
            notes[file] = lines_about(loaded, empty_seats)
        except ScenarioError as error:
            verdicts[file] = list(zip(error.mistakes, error.codes, strict=True))
        except EconsimError as error:
            verdicts[file] = [(str(error), "unreadable")]
    if json:
        print_json(
            {
                "files": [
                    {
                        "file": file,
                        "valid": not found,
                        "mistakes": [line for line, _ in found],
                        "codes": [code for _, code in found],
                        "notes": notes.get(file, []),
                    }
                    for file, found in verdicts.items()
                ]
            }
        )
    else:
        for file in (file for file, found in verdicts.items() if not found):
            print("\n".join([f"{one_line(file)}: valid", *notes[file]]))
    mistakes = [one for found in verdicts.values() for one in found]
    if mistakes:
        raise ScenarioError([line for line, _ in mistakes], [code for _, code in mistakes])


def _as_json(scenario: Scenario, origin: bool) -> dict[str, Any]:
    from econsim.scenario.event_words import event_sentences, proposal_sentences

    said, proposed = event_sentences(scenario), proposal_sentences(scenario)
    return {
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "events": [
            {"name": event.name, "epoch": event.epoch, "words": said[event.name]} for event in scenario.timeline
        ],
        "proposals": [
            {"name": one.name, "epoch": one.epoch, "words": proposed[one.name]} for one in scenario.governance
        ],
        "content": scenario.content(),
        "origins": dict(scenario.origins) if origin else None,
    }


def _beside(other: Scenario | None, found: Sequence[tuple[str, Any, Any]]) -> dict[str, Any]:
    if other is None:
        return {"other": None, "differences": None}
    return {
        "other": other.name,
        "differences": [{"path": path, "value": value, "other": there} for path, value, there in found],
    }


COMMANDS = (show, validate)
