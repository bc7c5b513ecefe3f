"""Nature: what every channel does in a whole run, fixed before the first epoch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from econsim.contracts import Channel, Span
from econsim.draws import Streams


class Nature:
    """What happens to everybody, by channel; it sees neither the world's state nor the law under study.

    `nature.akt_price` is what the channel of that name has begun.
    """

    def __init__(
        self, channels: Iterable[Channel], shocks: Any, span: Span, streams: Streams, before: Any = None
    ) -> None:
        """Let every channel begin; `shocks` has its shape, or its shapes by name, under its own name.

        `before` are those of the history: what is the same goes on, what is not begins after it.
        """
        goes_on, self._begun = replace(span, n_before=0), {}
        for channel in channels:
            shape = getattr(shocks, channel.name)
            is_new = before is not None and shape != getattr(before, channel.name)
            self._begun[channel.name] = channel.begins(shape, span if is_new else goes_on, streams)
        vars(self).update(self._begun)

    def __getattr__(self, name: str) -> Any:
        """Refuse what is no channel; what a channel has begun is an attribute of its name."""
        raise AttributeError(f"nature has no channel '{name}'; it has {', '.join(vars(self).get('_begun', {}))}")
