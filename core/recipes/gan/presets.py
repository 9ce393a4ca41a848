"""Starting points of `gan`."""

from __future__ import annotations

from core.catalog.descriptions import Preset
from core.spec.message import N_

PRESETS = (
    Preset("standard", N_("Dense, non-saturating")),
    Preset(
        "convolutional",
        N_("Convolutions, for pictures"),
        {
            "generator_body": "convolutional",
            "discriminator_body": "convolutional",
            "generator_depth": 2,
            "discriminator_depth": 2,
            "generator_width": 64,
            "discriminator_width": 64,
        },
    ),
    Preset("conditional", N_("Told the class"), {"conditional": True}),
    Preset(
        "wasserstein",
        N_("Wasserstein with gradient penalty"),
        {"loss": "wasserstein_gp", "gradient_penalty": 1.0, "instance_noise": 0.0},
        {"discriminator_steps": 3, "momentum": 0.0},
    ),
    Preset(
        "collapsing",
        N_("Collapses on purpose"),
        {
            "generator_depth": 2,
            "generator_width": 64,
            "discriminator_depth": 1,
            "discriminator_width": 16,
            "gradient_penalty": 0.0,
            "instance_noise": 0.0,
            "average": 0.0,
        },
        {
            "epochs": 8,
            "generator_rate": 3e-3,
            "discriminator_rate": 5e-4,
            "schedule": "constant",
        },
    ),
)
