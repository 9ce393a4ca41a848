"""Charts that agents have in common."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve
from core.spec.message import N_

EPISODES = (
    Chart(
        N_("Return"),
        N_("Sum of an episode's rewards"),
        (
            Curve("train/return", N_("Training, episodes that ended"), smooth=True),
            Curve("valid/return_mean", N_("Validation, best actions")),
        ),
        of_return=True,
    ),
    Chart(
        N_("Length of episodes"),
        N_("Steps"),
        (
            Curve("train/length", N_("Training, episodes that ended"), smooth=True),
            Curve("valid/length_mean", N_("Validation, best actions")),
        ),
    ),
)
"""How episodes went while learning, and how the agent does when it takes what it thinks best."""

LOSS = Chart(
    N_("Loss"),
    N_("Loss that is trained with"),
    (Curve("train/loss", N_("Training"), smooth=True),),
)
ENTROPY = Chart(
    N_("Entropy of the policy"),
    N_("Entropy (nats); 0 is sure"),
    (Curve("train/entropy", N_("Training"), smooth=True),),
)
VALUE = Chart(
    N_("Expected return"),
    N_("What the critic expects, discounted"),
    (Curve("train/value", N_("Mean over the states met"), smooth=True),),
)
