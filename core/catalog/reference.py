"""What agents that learn nothing have in common."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve
from core.spec.message import N_

CHARTS = (
    Chart(
        N_("Return"),
        N_("Sum of an episode's rewards"),
        (Curve("valid/return_mean", N_("Validation")),),
    ),
)
STEP_NAME = N_("Step")
PHASES = (N_("act"),)
