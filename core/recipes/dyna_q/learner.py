"""Dyna-Q: learning, a model and planning in one loop.

    repeat in each step:
        take action A in state S, epsilon-greedy by Q; see reward R and next state S'
        Q(S, A) <- Q(S, A) + rate * (R + discount * max_a Q(S', a) - Q(S, A))
        Model(S, A) <- R, S'
        n times: draw an S, A that was met before; R, S' <- Model(S, A); update Q as above

The book's model holds one outcome of each action, for worlds without chance. This one holds the
last few and draws among them: where there is no chance, they are all alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from core.recipes.dyna_q import DynaQParams
from core.training.learner import Setup
from core.training.tabular import TabularLearner, Transition

REMEMBERED = 20
"""Outcomes of each action that the model holds."""


class Learner(TabularLearner[DynaQParams]):
    """Q-learning from real steps and from imagined ones; the box on page 164."""

    phases: ClassVar[tuple[str, ...]] = ("act", "learn", "plan")

    def __init__(self, setup: Setup) -> None:
        """Begin with an empty model."""
        super().__init__(setup)
        self.model: list[list[Transition]] = []  # of each action met before, its last outcomes
        self.places: dict[tuple[int, int], int] = {}

    def learn(self, seen: Transition) -> None:
        """Update Q(S, A) from what happened, and the model."""
        self._update(seen)
        place = self.places.setdefault((seen.state, seen.action), len(self.model))
        if place == len(self.model):
            self.model.append([])
        outcomes = self.model[place]
        outcomes.append(seen)
        if len(outcomes) > REMEMBERED:
            del outcomes[0]

    def plan(self) -> None:
        """Go through remembered steps again."""
        for which, what in self.random.random((self.params.planning, 2)).tolist():
            outcomes = self.model[int(which * len(self.model))]
            self._update(outcomes[int(what * len(outcomes))])

    def _update(self, seen: Transition) -> None:
        future = 0.0 if seen.terminated else max(self.values[seen.after])
        self.move(seen, seen.reward + self.params.discount * future)

    def state_dict(self) -> dict[str, Any]:
        """Return the model too."""
        return super().state_dict() | {"model": json.dumps(self.model)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        model = json.loads(state["model"])
        self.model = [[Transition(*step) for step in outcomes] for outcomes in model]
        self.places = {(one[0].state, one[0].action): n for n, one in enumerate(self.model)}
