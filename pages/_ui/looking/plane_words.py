"""Every word of the plane, in this session's language; placeholders stand in braces."""

from __future__ import annotations

from functools import cache

from pages._ui.language import _, language
from pages._ui.looking.explorer_words import explorer_words

SHARED = (
    *("starting", "lost", "missing", "forbidden", "modules_missing"),
    *("moment", "moment_help", "moment_none", "moment_never", "moment_untrained"),
    *("moment_at", "moment_now"),
    *("play", "pause", "play_help", "now", "last", "now_help"),
)
"""What the time machine says, and what keeps answers away: as in the explorer."""


def plane_words() -> dict[str, str]:
    """Return what the plane says, by the names that its script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language."""
    explorers = explorer_words()
    shared = {name: explorers[name] for name in SHARED}
    return shared | _plane() | _told() | _examples() | _beside() | _network() | _neuron() | _edits()


def _plane() -> dict[str, str]:
    return {
        "title": _("The model over the plane of two features"),
        "waiting_title": _("The examples"),
        "plane_alt": _(
            "Plane of {x} (across) and {y} (up): what the model says at every point, with the "
            "examples over it. Arrow keys move a cross that reads it."
        ),
        "shows_nothing": _(
            "Press Train: the colours of the plane will show what the model says at every point, "
            "and how it changes its mind while it learns."
        ),
        "shows_soon": _("The plane comes as soon as the model has been asked about it."),
        "shows_classes": _(
            "The colour says which class the model gives; the stronger, the surer it is."
        ),
        "shows_margins": _(
            "The colour says which class the model gives; the stronger, the further it is from "
            "the border. This model gives no probabilities."
        ),
        "shows_number": _("The colour says which number the model predicts for {target}."),
        "shows_neuron": _(
            "{name}, over the plane: blue where it gives more than 0, orange below. Here it goes "
            "from {low} to {high}."
        ),
        "shows_seeds": _(
            "Each line is the border of one of {count} seeds at its newest moment; the colour is "
            "the mean of what they say. Where the lines part, the border is luck."
        ),
        "shows_mean": _("The colour is the mean of what {count} seeds predict now."),
    }


def _told() -> dict[str, str]:
    return {
        "point_hint": _("Point at the plane to read what is said there."),
        "place": _("{x} = {x_value}, {y} = {y_value}:"),
        "told_probability": _("the model says {name} ({percent})."),
        "told_class": _("the model says {name}."),
        "told_number": _("the model predicts {target} = {value}."),
        "told_neuron": _("this neuron gives {value}."),
        "score_accuracy": _("Right on {score} of {count} validation examples at this moment."),
        "score_rmse": _("RMSE on {count} validation examples at this moment: {score}"),
        "score_edited_accuracy": _(
            "Edited copy: right on {score} of {count} validation examples; the run itself: "
            "{original}"
        ),
        "score_edited_rmse": _(
            "Edited copy: RMSE on {count} validation examples {score}; the run itself: {original}"
        ),
    }


def _examples() -> dict[str, str]:
    return {
        "examples": _("Which examples are drawn"),
        "points_train": _("Training"),
        "points_train_help": _("Filled points: the model learns from these."),
        "points_valid": _("Validation"),
        "points_valid_help": _("Dashed circles: these decide when to stop, and which is best."),
        "points_test": _("Test"),
        "points_test_help": _("Hollow circles: no model learns from these."),
        "ring": _("A second ring marks what the model gets wrong."),
        "scale": _("{target}{unit}:"),
    }


def _beside() -> dict[str, str]:
    return {
        "others": _("Classical models on the same data"),
        "other_alt": _("What {name} says over the same plane. On the test: {score}"),
        "all_seeds": _("All {count} seeds"),
        "all_seeds_help": _(
            "Draws the border that each seed has found: how much of it is the data's doing, and "
            "how much is luck."
        ),
        "spread": _("How far the seeds are apart"),
        "spread_alt": _(
            "Standard deviation of what the seeds predict, over the same plane: the brighter, the "
            "more they disagree"
        ),
        "spread_range": _("Standard deviation from 0 to {most}{unit}"),
    }


def _network() -> dict[str, str]:
    return {
        "diagram_help": _(
            "Each square shows what a neuron computes over the plane: blue above 0, orange below. "
            "Lines are weights: the thicker, the larger. Point at a neuron to see it large and "
            "read its formula, click to change its weights. Arrow keys go from one to the next."
        ),
        "inputs": _("Inputs"),
        "more_neurons": _("and {count} more"),
        "show_all": _("Show all neurons"),
        "show_fewer": _("Show fewer neurons"),
        "show_all_help": _("Draws up to 64 neurons of each layer instead of 16."),
    }


def _neuron() -> dict[str, str]:
    return {
        "inspector": _("One neuron"),
        "neuron_alt": _("{name}, over the plane"),
        "input_title": _("Input {name}"),
        "neuron_title": _("Neuron {unit} of hidden layer {layer}"),
        "class_title": _("Output for class {name}"),
        "value_title": _("Output: {name}, in standard deviations from its mean"),
        "look_hint": _("Point at a neuron above to read what it computes."),
        "input_hint": _("Inputs have no weights; those of the neurons behind them can be set."),
        "pin_hint": _("Click the neuron to keep it here and to set its weights by hand."),
        "edit_hint": _(
            "Set a weight and watch the plane and every neuron behind this one. Click the neuron "
            "again to let go of it."
        ),
        "score_of": _("score of {name}"),
        "more_terms": _("+ … ({count} smaller)"),
        "strongest": _("Its {count} strongest weights, and its bias"),
        "bias": _("Bias"),
        "standardised_help": _(
            "A name with a prime is a standardised input: its mean is taken off and the rest is "
            "divided by its standard deviation, both measured on the training examples."
        ),
        "symbol_help": _("{symbol} is what neuron {unit} of hidden layer {layer} gives."),
        "norm_help": _("norm is what this layer does to its sums: {name}."),
        "residual_help": _("The layer adds what it computes to its input (residual connection)."),
        "softmax_help": _("Softmax makes probabilities of the scores of all classes."),
        "margin_help": _("The class with the highest score is the answer."),
    }


def _edits() -> dict[str, str]:
    return {
        "weight_label": _("Weight of {name}"),
        "weight_help": _("Changes this number on a copy of the network; the run stays as it is."),
        "edited": _(
            "You see an edited copy of the network (numbers changed: {count}). The run itself is "
            "unchanged."
        ),
        "undo": _("Undo all edits"),
        "undo_help": _("Shows the network as it was trained."),
    }
