"""What Mesa's own tools read of a model: the recorder's series as a data collector."""

from __future__ import annotations

from typing import Any

import mesa


class SeriesCollector(mesa.DataCollector):
    """Every series that is recorded, one value an epoch, as `mesa.batch_run` and Mesa's tables want them.

    The model collects when it is asked for its collector; to collect again changes nothing.
    """

    def collect(self, model: Any) -> None:
        """Take over the epochs that were recorded since."""
        taken = max(map(len, self.model_vars.values()), default=0)
        for epoch in range(taken, model.epoch):
            for name, value in model.recorder.values_of(epoch).items():
                self.model_reporters[name] = name
                self.model_vars.setdefault(name, []).append(value)
            if hasattr(self, "_collection_steps"):  # Mesa from 3.4 on finds a step's values by its time
                self._collection_steps.append(epoch + 1)
