"""What `gan` draws while it trains."""

from __future__ import annotations

from core.catalog.charts import OF_SAMPLES
from core.catalog.descriptions import Chart, Curve
from core.spec.message import N_

CHARTS = (
    Chart(
        N_("Losses of the game"),
        N_("Loss of each network"),
        (
            Curve("train/discriminator_loss", N_("Discriminator"), smooth=True),
            Curve("train/generator_loss", N_("Generator"), smooth=True),
        ),
    ),
    Chart(
        N_("Discriminator's scores"),
        N_("Mean score (higher: more real)"),
        (
            Curve("train/real_score", N_("Real examples"), smooth=True),
            Curve("train/made_score", N_("Made examples"), smooth=True),
        ),
    ),
    *OF_SAMPLES,
)
