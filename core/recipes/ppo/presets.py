"""Starting points of `ppo`, and what suits which environment."""

from __future__ import annotations

from core.catalog.descriptions import Preset
from core.spec.message import N_

PRESETS = (
    Preset("standard", N_("Suited to the environment")),
    Preset("unclipped", N_("Without clipping, to see what it is for"), {"clip": 10.0}),
)

SUITED = {
    "CartPole-v1": Preset(
        "CartPole-v1",
        N_("Short rollouts, since a pole that falls tells soon why."),
        {},
        {"steps": 51_200, "epochs": 25},
    ),
    "Acrobot-v1": Preset(
        "Acrobot-v1",
        N_("Observations are standardised: the speeds are much larger than the positions."),
        {"standardise": True, "discount": 0.99, "trace": 0.94},
        {"steps": 204_800, "learning_rate": 1e-3, "copies": 16, "rollout": 128, "passes": 4},
    ),
    "Pendulum-v1": Preset(
        "Pendulum-v1",
        N_("A discount of 0.95 looks far enough: what a push is good for shows in a second."),
        {"discount": 0.95, "trace": 0.95},
        {
            "steps": 204_800,
            "learning_rate": 1.5e-3,
            "copies": 16,
            "rollout": 256,
            "batch_size": 128,
            "passes": 10,
        },
    ),
    "LunarLander-v3": Preset(
        "LunarLander-v3",
        N_("A discount near 1, else it would rather hover for ever than risk a landing."),
        {"discount": 0.999, "trace": 0.98, "entropy": 0.01},
        {
            "steps": 409_600,
            "epochs": 20,
            "until_solved": True,
            "learning_rate": 1e-3,
            "copies": 16,
            "rollout": 512,
            "batch_size": 128,
            "passes": 4,
        },
    ),
}
