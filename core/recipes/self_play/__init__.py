"""`self_play`: two players learn a game by playing against each other."""

from __future__ import annotations

from typing import Literal

from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import ActingTraining


class SelfPlayParams(Parameters):
    """How the players learn, and which of what they have been is kept."""

    learning_rate: float = setting(
        1.0,
        N_("Learning rate"),
        N_(
            "How far the value of a move goes towards what came of it. 1 believes the last game, "
            "which is right where all is seen; less remembers more games, where chance plays."
        ),
        gt=0,
        le=1,
        step=0.05,
    )
    exploration: float = setting(
        0.8,
        N_("Exploration"),
        N_(
            "In each game one of the two tries things out: it makes this fraction of its moves at "
            "random, so that the other learns to answer what nobody sensible would do."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    policy: Literal["best", "average"] = setting(
        "best",
        N_("Who plays"),
        N_(
            "The player as it now thinks best, or one that moves as often as it once thought each "
            "move best. In rock, paper, scissors the first is beaten as soon as one sees through "
            "it; the second learns to leave it to chance."
        ),
        choices={
            "best": N_("The latest, taking its best moves"),
            "average": N_("The average of all so far"),
        },
    )


class SelfPlayTraining(ActingTraining):
    """A budget of moves, of both players together."""

    steps: int = inherited(ActingTraining, "steps", 300_000)


RECIPE = Recipe(
    name="self_play",
    title=N_("Self-play"),
    summary=N_(
        "Two players learn by playing against each other, game after game: each gets better "
        "because the other does. Nobody shows them how."
    ),
    family="classical",
    tasks=frozenset({"control"}),
    accepts=frozenset({"game"}),
    learner="core.recipes.self_play.learner:SelfPlayLearner",
    params=SelfPlayParams,
    training=SelfPlayTraining,
    phases=(N_("play"), N_("learn")),
    step_name=N_("Move"),
    charts=(
        Chart(
            N_("Exploitability"),
            N_("What a perfect opponent wins"),
            (Curve("valid/exploitability", N_("Exactly, after each epoch")),),
        ),
        Chart(
            N_("Against chance"),
            N_("Mean result against random moves"),
            (Curve("valid/return_mean", N_("Exactly, after each epoch")),),
        ),
        Chart(
            N_("Among themselves"),
            N_("Result for the first player"),
            (Curve("train/result", N_("Training, each game"), smooth=True),),
        ),
        Chart(
            N_("Surprise"),
            N_("Mean change of a value"),
            (Curve("train/surprise", N_("Training, each game"), smooth=True),),
            advanced=True,
        ),
    ),
    presets=(
        Preset("standard", N_("Suited to the game")),
        Preset("timid", N_("Without exploration"), {"exploration": 0.0}),
    ),
    suited={
        "rock_paper_scissors": Preset(
            "rock_paper_scissors",
            N_("No single choice is best here, so that the average of all players plays."),
            {"policy": "average", "learning_rate": 0.05, "exploration": 0.2},
            {"steps": 40_000},
        ),
    },
    network="core.recipes.self_play.network:build",
)
