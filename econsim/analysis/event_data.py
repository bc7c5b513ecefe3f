"""What report_data.json holds of events, of shocks and of what must be known before any number, typed."""

from __future__ import annotations

from dataclasses import dataclass

from econsim.networks.seen import Seen

TRIAL_RUN, ENDS_BEFORE, LIFTS_NOBODY = "trial_run", "ends_before_it_acts", "lifts_nobody"
HELD_FIXED, NOTHING_DIFFERS = "supply_held_fixed", "nothing_differs"
EVENT, SHOCK, VOTE = "event", "shock", "vote"


@dataclass(frozen=True)
class Release:
    """The release that an event brings."""

    version: str


@dataclass(frozen=True)
class EventRow:
    """One event of a timeline: its date, the epoch at which it acts, what it does and on whose authority.

    `does` and `when` make one sentence. `is_reached`: the run goes on until then. `lifted` are the validators that it
    lifted to the floor (None: it is none that lifts, or was not reached), `below` those that are below the floor in
    force at the end of its epoch: means over replicates.
    """

    name: str
    date: str
    epoch: int
    upgrade: Release | None
    does: str
    when: str
    is_reached: bool
    lifted: Seen | None
    below: Seen | None
    source: str

    @property
    def sentence(self) -> str:
        """Return what it does and when."""
        return f"{self.does}; {self.when}"


@dataclass(frozen=True)
class HolderVotes:
    """Which part of bonded stake some holders stand behind each option with."""

    who: str
    yes: float
    abstain: float
    no: float
    no_with_veto: float


@dataclass(frozen=True)
class Ballot:
    """One proposal: what it would do and when it comes, in how many runs it was decided and came into force.

    `votes` are means over the runs that decided it, by who holds the stake (empty: none did); `decided` is the first
    epoch at whose beginning one did (None: none).
    """

    name: str
    title: str
    date: str
    epoch: int
    does: str
    when: str
    n_runs: int
    n_decided: int
    n_enacted: int
    decided: int | None
    votes: tuple[HolderVotes, ...]
    source: str

    @property
    def sentence(self) -> str:
        """Return what it would do, when it comes and what came of it."""
        return f"{self.does}; {self.when}; {self.outcome}"

    @property
    def mark(self) -> str:
        """Return its name and what came of it, as few words as a figure has room for."""
        won, of_all = self.n_enacted, self.n_decided
        how = "failed" if not won else "passed" if won == of_all else f"passed in {won} of {of_all}"
        return f"{self.name} {how}"

    @property
    def outcome(self) -> str:
        """Return what came of it."""
        if not self.n_decided:
            return "no vote on it was decided in the run: it was refused, found no deposit, or came too late"
        won, lost = self.n_enacted, self.n_decided - self.n_enacted
        how = "passes" if not lost else "fails" if not won else f"passes in {won} of {self.n_decided} runs"
        parts = {
            option.replace("_", " "): sum(getattr(holder, option) for holder in self.votes)
            for option in ("yes", "no", "no_with_veto", "abstain")
        }
        shares = ", ".join(f"{words} {100 * part:.3g} %" for words, part in parts.items() if part)
        return f"{how}: of bonded stake {100 * sum(parts.values()):.3g} % is counted ({shares or 'nobody votes'})"


@dataclass(frozen=True)
class Mark:
    """What a time path marks: an event, a shock, a proposal decided, from when to when (ISO 8601), in words.

    `end` None: it lasts as long as the run. Marks that begin after the end of the run are left out.
    """

    kind: str
    name: str
    begin: str
    end: str | None
    words: str


@dataclass(frozen=True)
class Flag:
    """A warning to be seen before any number: its name, the few words of a badge, all there is to say of it.

    `variant` None: it holds for the whole comparison.
    """

    name: str
    words: str
    sentences: tuple[str, ...]
    variant: str | None
