"""What a scenario says, as plain content: to print, to compare, to name by a digest."""

from __future__ import annotations

import ast
import functools
import hashlib
import html
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML

from econsim.contracts import Frozen
from econsim.errors import one_line
from econsim.scenario.event_words import event_sentences, proposal_sentences
from econsim.scenario.origin import leaves
from econsim.scenario.outside import is_outside, source_of
from econsim.scenario.run import HEADING, READS_SCHEMA
from econsim.scenario.values import plain

Scenario = Any  # as schema.py declares it, which is made of this file
Difference = tuple[str, Any, Any]
NOT_THE_MODEL = ("schema", *HEADING, "objectives", "claims", "variants", "sweep", "uncertain")
_LEFT_OUT_WHERE_EMPTY = ("governance", "objectives", "claims", "variants", "sweep", "uncertain")
_NAMED_BESIDE = ("epochs", "replicates", "seed")
_ASKED_OF_VARIANTS = ("variants", "claims", "answer")


def content_of(scenario: Scenario) -> dict[str, Any]:
    """Return every value of a scenario as plain maps, lists, numbers and text."""
    found = {
        "schema": READS_SCHEMA,
        **{name: getattr(scenario, name) for name in HEADING if getattr(scenario, name)},
        **plain(scenario.sections),
        "policies": {decision: _policies(shares) for decision, shares in scenario.policies.items()},
        "shocks": plain(scenario.shocks),
        "timeline": {event.name: _event(event) for event in scenario.timeline},
        "governance": {proposal.name: _proposal(proposal) for proposal in scenario.governance},
        "objectives": plain(scenario.objectives),
        "claims": plain(scenario.claims),
        "variants": plain(scenario.variants),
        "sweep": {path: {"values": plain(values)} for path, values in scenario.sweep.items()},
        "uncertain": plain(scenario.uncertain),
    }
    return {name: value for name, value in found.items() if value or name not in _LEFT_OUT_WHERE_EMPTY}


def _policies(shares: Any) -> Any:
    if len(shares) == 1:
        return plain(shares[0].policy)
    return [{"kind": share.policy.kind, "share": share.share} | plain(share.policy) for share in shares]


def _event(event: Any) -> dict[str, Any]:
    return {name: value for name, value in plain(event.written).items() if value}


def _proposal(proposal: Any) -> dict[str, Any]:
    """Return a proposal without what it leaves to its default."""
    fields = type(proposal.written).model_fields
    return {name: value for name, value in plain(proposal.written).items() if value != plain(fields[name].default)}


def digest_of(scenario: Scenario) -> str:
    """Return blake2b over the content as JSON: 32 hex digits.

    Left out are the heading, objectives, claims, variants, sweep and uncertain, which change no number of a run,
    and epochs, replicates and seed, which stand beside the digest wherever a question is named. A policy or shock
    whose class is not econsim's own adds the hash of its source; what runs before a later start adds its own digest.
    """
    found = {name: value for name, value in content_of(scenario).items() if name not in NOT_THE_MODEL}
    found["run"] = {name: value for name, value in found["run"].items() if name not in _NAMED_BESIDE}
    if scenario.history is not None:
        found["history"] = digest_of(scenario.history)
    found["classes"] = sorted({source_of(cls) for cls in classes_from_outside(scenario)})
    text = json.dumps(found, allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def classes_from_outside(scenario: Scenario) -> set[type]:
    """Return the classes of the policies and shocks that are not econsim's own."""
    return {type(part) for part in _tagged(scenario) if is_outside(type(part))}


def _tagged(scenario: Scenario) -> Iterator[Frozen]:
    for shares in scenario.policies.values():
        yield from (share.policy for share in shares)
    for shape in scenario.shocks.values():
        yield from shape.values() if isinstance(shape, Mapping) else (shape,)


def yaml_of(scenario: Scenario) -> str:
    """Return the content as YAML; what each event does and what is proposed stands in comments at the top.

    A variant is written without what its file asks of all of them: what they take away may be gone from it.
    """
    comments = (f"# {name}: {one_line(sentence)}\n" for name, sentence in _sentences(scenario).items())
    left_out = _ASKED_OF_VARIANTS if scenario.layered.variant else ()
    content = {name: value for name, value in content_of(scenario).items() if name not in left_out}
    return "".join((*comments, *(_yaml_of(repr({name: value})) for name, value in content.items())))


@functools.lru_cache(maxsize=1_024)
def _yaml_of(section: str) -> str:
    """Return a section, given as Python writes it, as YAML: scenarios that run side by side have most of them alike."""
    yaml, text = YAML(typ="safe", pure=True), io.StringIO()
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 4096
    yaml.dump(ast.literal_eval(section), text)
    return text.getvalue()


def _sentences(scenario: Scenario) -> dict[str, str]:
    """Return what each event does and each proposal would do, by its name; a proposal's is a path."""
    proposed = proposal_sentences(scenario).items()
    return {**event_sentences(scenario), **{f"governance.{name}": sentence for name, sentence in proposed}}


def diff(a: Scenario, b: Scenario) -> list[Difference]:
    """Return (path, value in a, value in b) for every difference of content, None where one has nothing."""
    left, right = (
        {"governance": {}} | {name: value for name, value in scenario.content().items() if name not in HEADING}
        for scenario in (a, b)
    )
    return list(_differences(left, right))


def _differences(a: Any, b: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    are_maps = isinstance(a, Mapping) and isinstance(b, Mapping)
    if are_maps and a.get("kind") == b.get("kind"):
        for name in [*a, *(name for name in b if name not in a)]:
            yield from _differences(a.get(name), b.get(name), (*path, str(name)))
    elif a != b:
        yield ".".join(path), a, b


def html_of(scenario: Scenario) -> str:
    """Return a scenario for a notebook: its question, its events, and every value with its origin to unfold."""
    events = "".join(
        f"<li>{html.escape(f'{name}: {sentence}')}</li>" for name, sentence in _sentences(scenario).items()
    )
    rows = "".join(
        f"<tr><td>{html.escape('.'.join(path))}</td><td>{html.escape(str(value))}</td>"
        f"<td>{html.escape(scenario.origins['.'.join(path)])}</td></tr>"
        for path, value in leaves(scenario.content())
        if path != ("schema",)
    )
    return (
        f"<p><b>{html.escape(scenario.name)}</b> {html.escape(scenario.title)}<br>"
        f"<i>{html.escape(scenario.question)}</i></p><ul>{events}</ul>"
        f"<details><summary>every value and where it is from</summary>"
        f"<table><tr><th>parameter</th><th>value</th><th>origin</th></tr>{rows}</table></details>"
    )
