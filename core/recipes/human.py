"""`human`: episodes that somebody played by hand, scored as an agent's are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import Field

from core.catalog.descriptions import Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.learner import OnePhase, Progress, Scalar, Setup

if TYPE_CHECKING:
    from core.environments.world import World
    from core.metrics.metric import Episodes
    from core.training.evaluation import Evaluation

MOST_EPISODES, MOST_STEPS = 200, 4000


class Recorded(Parameters):
    """One episode: the seed that it began with, and what was done.

    Of continuous actions each number stands by itself, one after the other.
    """

    seed: int = Field(ge=0, le=2**32 - 1)
    actions: tuple[float, ...] = Field(max_length=MOST_STEPS)


class HumanParams(Parameters):
    """What was played."""

    episodes: tuple[Recorded, ...] = setting(
        (),
        N_("Episodes"),
        N_("What was played: of each episode the seed that it began with, and all that was done."),
        max_length=MOST_EPISODES,
    )


class HumanLearner(OnePhase):
    """Learns nothing: plays all that was done again, in the environment itself, and counts."""

    phases: ClassVar[tuple[str, ...]] = (N_("count"),)

    def __init__(self, setup: Setup) -> None:
        self.world = cast("World", setup.data)
        self.params = cast(HumanParams, setup.spec.params)
        self.said: Episodes | None = None

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Play every episode again; raises SpecError if something done is no action there."""
        import numpy as np

        from core.environments.replay import replay
        from core.metrics.metric import Episodes

        returns, lengths, successes = [], [], []
        for recorded in self.params.episodes:
            done = replay(self.world, recorded.seed, recorded.actions)
            if not done.over:  # only what was played to its end has a return
                continue
            returns.append(done.rewards.sum())
            lengths.append(len(done.rewards))
            succeeded = self.world.succeeded(
                done.observations[-1:], done.rewards[-1:], np.array([done.terminated])
            )
            successes += [] if succeeded is None else [bool(succeeded[0])]
        self.said = Episodes(
            np.array(returns or [np.nan]),
            np.array(lengths or [0], dtype=np.int64),
            np.array(successes, dtype=np.bool_),
        )
        return ()

    def progress(self) -> Progress:
        """Count the one step, which is an epoch too."""
        done = int(self.said is not None)
        return Progress(done, 1, done, 1)

    def epoch_scores(self) -> Iterable[Scalar]:
        """Return the scores of what was played, which stay as they are."""
        from core.metrics.scoring import score

        if self.said is None:
            return ()
        found = score(self.said, live=True)
        return [Scalar(1, "valid", name, value) for name, value in found.items() if value == value]

    def evaluate(self, split: str) -> Evaluation:
        """Score what was played; it is the same for both splits."""
        from core.metrics.scoring import score
        from core.training.evaluation import Evaluation

        if self.said is None:
            return Evaluation({}, 0.0)
        return Evaluation(score(self.said), 0.0, self.said)

    def parameter_count(self) -> int | None:
        """Return nothing: nobody knows what a person has learned."""
        return None

    def size_bytes(self) -> int | None:
        """Likewise."""
        return None

    def state_dict(self) -> dict[str, Any]:
        """Return whether it has counted."""
        return {"counted": self.said is not None}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Count again if it had."""
        self.said = None
        if state["counted"]:
            self.step()


RECIPE = Recipe(
    name="human",
    title=N_("Played by hand"),
    summary=N_("Episodes that somebody played with the keyboard, for comparison with agents."),
    family="classical",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.human:HumanLearner",
    params=HumanParams,
    phases=HumanLearner.phases,
    step_name=N_("Step"),
    uses_seed=False,
    hidden=True,
)
