"""Which probes there are: each is a function from a request to arrays, named by string."""

from __future__ import annotations

PROBES: dict[str, str] = {
    "samples": "core.probes.samples:samples",
    "balance": "core.probes.balance:balance",
    "points": "core.probes.points:points",
    "ingest": "core.probes.ingest:ingest",
    "step_time": "core.probes.step_time:step_time",
    "augmented": "core.probes.augmented:augmented",
    "look": "core.probes.look:look",
    "filters": "core.probes.filters:filters",
    "confusion": "core.probes.confusion:confusion",
    "pictures": "core.probes.pictures:pictures",
    "table": "core.probes.table:table",
    "arithmetic": "core.probes.arithmetic:arithmetic",
    "boundary": "core.probes.boundary:boundary",
    "refitted_boundary": "core.probes.boundary:refitted_boundary",
    "neurons": "core.probes.neurons:neurons",
    "row_form": "core.probes.row:row_form",
    "row": "core.probes.row:row",
    "importance": "core.probes.importance:importance",
    "dependence": "core.probes.dependence:dependence",
    "attention": "core.probes.attention:attention",
    "attention_head": "core.probes.attention:attention_head",
    "attention_aim": "core.probes.aim:attention_aim",
    "pairs": "core.probes.pairs:pairs",
    "unrolled": "core.probes.recurrence:unrolled",
    "fading": "core.probes.fading:fading",
    "forecast": "core.probes.forecast:forecast",
    "writing": "core.probes.writing:writing",
    "surprise": "core.probes.writing:surprise",
    "made": "core.probes.made:made",
    "plane_field": "core.probes.plane_field:plane_field",
    "opinions": "core.probes.opinions:opinions",
    "latent": "core.probes.latent:latent",
    "decoded": "core.probes.latent:decoded",
    "repaired": "core.probes.repaired:repaired",
    "fields": "core.probes.boltzmann:fields",
    "chain": "core.probes.boltzmann:chain",
    "recall": "core.probes.memory:recall",
    "episode": "core.probes.episode:episode",
    "values": "core.probes.state_values:values",
    "updates": "core.probes.updates:updates",
    "phase_plane": "core.probes.phase_plane:phase_plane",
    "played": "core.probes.played:played",
    "opponent": "core.probes.opponent:opponent",
    "sequences": "core.probes.sequences:sequences",
    "series": "core.probes.sequences:series",
    "text": "core.probes.sequences:text",
}

RUN_PROBES = frozenset(
    {
        *("look", "filters", "confusion", "pictures", "arithmetic"),
        *("boundary", "refitted_boundary", "neurons"),
        *("attention", "attention_head", "attention_aim"),
        *("unrolled", "fading", "forecast", "writing", "surprise"),
        *("made", "plane_field", "opinions"),
        *("latent", "decoded", "repaired", "fields", "chain", "recall"),
        *("episode", "values", "updates", "phase_plane", "opponent"),
    }
)
"""Those about one run, which whoever may watch the run may ask."""

DATA_PROBES = frozenset({"played"})
"""Those about data and their settings alone that browsers ask: nobody's run is told by them."""

SLOW_PROBES = frozenset(
    {
        *("ingest", "table", "step_time", "augmented", "confusion", "refitted_boundary"),
        *("row_form", "row", "importance", "dependence"),
        *("attention_aim", "fading", "forecast", "writing", "surprise", "repaired", "episode"),
    }
)
"""Those that may compute for a second; the quick ones must not wait behind them."""
