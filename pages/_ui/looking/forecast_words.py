"""What the forecast of a series says, in this session's language; placeholders in braces."""

from __future__ import annotations

from pages._ui.language import _


def forecast_words() -> dict[str, str]:
    """Return the words, by the names that the script uses."""
    return {
        "show": _("Which part of the time"),
        "show_valid": _("Validation"),
        "show_test": _("Test"),
        "show_both": _("Both"),
        "forecast_alt": _(
            "{target} over time: what came, and what was forecast. Arrow keys move through time."
        ),
        "date_axis": _("Date"),
        "time_axis": _("Time"),
        "span_train": _("Training"),
        "span_valid": _("Validation"),
        "span_test": _("Test"),
        "key_forecast": _("Forecast of this run"),
        "key_free": _("Left alone with its own forecasts"),
        "key_fan": _("From the lowest to the highest of {count} seeds"),
        "fan": _("Fan of {count} seeds"),
        "fan_help": _(
            "Shades from the lowest to the highest forecast of all seeds at their newest moment: "
            "how much of the forecast is luck."
        ),
        "close": _("Close-up"),
        "close_help": _("Shows the last 60 forecasts alone, so that one sees each of them."),
        "free": _("Leave it alone"),
        "free_help": _(
            "From the start of the test the model is given its own forecasts instead of what came. "
            "See how long it stays on the track."
        ),
        "free_note": _(
            "The dashed line never sees what came: each of its forecasts is made from the ones "
            "before. Errors add up, and where the model is unsure it settles on the mean, so this "
            "is what it has learned of the rhythm rather than a forecast to rely on."
        ),
        "forecast_help": _(
            "Each forecast looks one step ahead and knows all that came before it, so a line close "
            "to the truth may still be the last value drawn one step late: compare it with the "
            "baseline that repeats the last value."
        ),
        "forecast_far_help": _(
            "Each forecast looks {horizon} steps ahead and knows only what came before that."
        ),
        "forecast_none": _("The forecasts come as soon as the network has begun."),
        "errors_valid": _("On validation: RMSE {rmse}{unit}, MAE {mae}{unit} ({count} forecasts)."),
        "errors_test": _("On the test: RMSE {rmse}{unit}, MAE {mae}{unit} ({count} forecasts)."),
        "errors_both": _(
            "On validation and test: RMSE {rmse}{unit}, MAE {mae}{unit} ({count} forecasts)."
        ),
        "point_forecast": _("Point at the chart to read a forecast."),
        "read_truth": _("{time}: {value} came."),
        "read_forecast": _("The forecast was {value} (error {error})."),
        "models_beside": _("Other models on the same data, when they were scored:"),
        "models_help": _("Draws this model's forecasts, too."),
        "models_none": _(
            "To compare, press “Compare with classical models” on the Scoreboard tab; their "
            "forecasts can then be drawn here."
        ),
    }
