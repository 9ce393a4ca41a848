"""Every word of the views of sequences, in this session's language; placeholders in braces."""

from __future__ import annotations

from functools import cache

from pages._ui.language import _, language
from pages._ui.looking.explorer_words import explorer_words
from pages._ui.looking.forecast_words import forecast_words
from pages._ui.looking.plane_words import SHARED
from pages._ui.looking.writing_words import writing_words


def sequence_words() -> dict[str, str]:
    """Return what the views say, by the names that their script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language."""
    explorers = explorer_words()
    shared = {name: explorers[name] for name in (*SHARED, "truth_mark")}
    inside = _picking() | _quantities() | _states() | _said() | _unit()
    return shared | inside | _memory() | forecast_words() | writing_words()


def _picking() -> dict[str, str]:
    return {
        "title": _("Looking into a model of sequences"),
        "from": _("What it reads"),
        "from_valid": _("Validation"),
        "from_valid_help": _("Examples on which settings are chosen; it does not learn from them."),
        "from_test": _("Test"),
        "from_test_help": _("Examples that had no part in training nor in choosing settings."),
        "test_closed": _("The test opens when the run has ended, so that nobody tunes on it."),
        "from_typed": _("Type"),
        "from_typed_help": _("Type something yourself; the current weights answer at each key."),
        "typed_label": _("Type here"),
        "typed_help": _("The current weights read what you type, also while the model trains."),
        "example": _("Example"),
        "example_of": _("of {count}"),
        "previous": _("Previous"),
        "previous_help": _("Goes to the one before."),
        "next": _("Next"),
        "next_help": _("Goes to the one after."),
        "random": _("Any"),
        "random_help": _("Picks one at random."),
    }


def _quantities() -> dict[str, str]:
    return {
        "layers": _("Layer"),
        "layer": _("Layer {number}"),
        "layer_help": _("Each layer reads the states of the one below it."),
        "directions": _("Direction"),
        "forward": _("From the start"),
        "forward_help": _("The half of the layer that reads from the first step to the last."),
        "backward": _("From the end"),
        "backward_help": _("The half of the layer that reads from the last step to the first."),
        "quantities": _("What of it"),
        "hidden": _("Hidden state"),
        "hidden_help": _(
            "What each unit hands on to the next step and to the answer. Watch which units change "
            "at a step, and which keep what they hold."
        ),
        "cell": _("Cell"),
        "cell_help": _("The LSTM's memory. What the gates leave alone stays in it, step by step."),
        "input_gate": _("Input gate"),
        "input_gate_help": _("How much of the candidate is written into the cell: 0 none, 1 all."),
        "forget_gate": _("Forget gate"),
        "forget_gate_help": _("How much of the cell is kept: at 1 all of it, at 0 it is wiped."),
        "output_gate": _("Output gate"),
        "output_gate_help": _("How much of the cell is shown to the next step: 0 none, 1 all."),
        "reset_gate": _("Reset gate"),
        "reset_gate_help": _(
            "How much of the old state the candidate may use: at 0 it begins anew."
        ),
        "update_gate": _("Update gate"),
        "update_gate_help": _("How much of the old state is kept: at 1 all, at 0 it is replaced."),
        "candidate": _("Candidate"),
        "candidate_help": _("The new value that the gates let in, in part or as a whole."),
        "gate_closed": _("0, closed"),
        "gate_open": _("1, open"),
    }


def _states() -> dict[str, str]:
    return {
        "input_title": _("What comes in"),
        "input_help": _(
            "One column is one step: all that the network is given at that moment. The stronger "
            "the colour, the larger the value. It never sees the whole at once."
        ),
        "input_alt": _("What comes in: features down, steps across. Arrow keys read the values."),
        "upright_alt": _("The picture upright, the row being read outlined"),
        "feature_axis": _("Feature"),
        "pixel_axis": _("Pixel"),
        "step_axis": _("Step in time"),
        "symbol_axis": _("Character read at each step"),
        "read_input": _("Feature {feature} at step {step} is {value}."),
        "states_title": _("{name} of layer {number}"),
        "states_more": _("The first {shown} units are shown."),
        "states_alt": _(
            "{name}: units down, steps across. Arrow keys read the values, Enter chooses a unit."
        ),
        "unit_axis": _("Unit"),
        "point_states": _("Point at a cell to read it; click to follow that unit through time."),
        "read_state": _("{name} of unit {unit} after step {step}{token}: {value}"),
        "step_of": _("Step {step} of {count}{token}"),
    }


def _said() -> dict[str, str]:
    return {
        "said_classes": _("What it would answer if the sequence ended here"),
        "said_classes_help": _(
            "Each column shares 100 % among the classes. See at which step it makes up its mind, "
            "and whether it changes it."
        ),
        "said_next": _("How likely it found the character that came next"),
        "said_next_help": _(
            "Above each column is the character it thought likeliest. High columns: it saw it "
            "coming; low ones: a surprise."
        ),
        "said_number": _("What it would forecast if the series ended here"),
        "said_number_help": _(
            "Each point is the forecast made at that step, drawn at the time it is for."
        ),
        "share_axis": _("Probability"),
        "right_axis": _("Probability"),
        "key_seen": _("What it has seen"),
        "key_said": _("Forecast at each step"),
        "key_truth": _("What really came"),
        "classes_right": _("It says {name} ({percent}), which is right."),
        "classes_wrong": _("It says {name} ({percent}); the truth is {truth}."),
        "classes_open": _("It says {name} ({percent})."),
        "next_right": _("Next it expects {name} ({percent}), which is right."),
        "next_wrong": _("Next it expects {name} ({percent}); what came is {truth}."),
        "next_open": _("Next it expects {name} ({percent})."),
        "number_known": _("It forecasts {value}; what came is {truth}."),
        "number_open": _("It forecasts {value}."),
        "bars_classes": _("After step {step}{token}"),
        "bars_next": _("Likeliest after step {step}{token}"),
    }


def _unit() -> dict[str, str]:
    return {
        "unit_title": _("Unit {unit} through time"),
        "unit_alt": _("What unit {unit} holds at each step. Arrow keys move from step to step."),
        "value_axis": _("Value"),
        "sum_elman": _(
            "The new state h is made anew at each step, of the input and all old states: nothing "
            "is kept by itself."
        ),
        "sum_lstm": _(
            "The cell c keeps what the forget gate f lets pass and adds the candidate g as far as "
            "the input gate i is open; the output gate o decides how much of it shows as h."
        ),
        "sum_gru": _(
            "The update gate z mixes the old state h with the candidate n: near 1 the unit "
            "remembers, near 0 it is overwritten."
        ),
    }


def _memory() -> dict[str, str]:
    return {
        "memory_title": _("How far back does learning reach?"),
        "memory_help": _(
            "The loss at the end pulls at every earlier step through its gradient. Where the "
            "gradient is a thousand times smaller, that step hardly counts in training: it "
            "vanishes. Gates were invented against this; compare an Elman network with an LSTM."
        ),
        "memory_alt": _(
            "Length of the gradient against distance in time, on a logarithmic axis. Arrow keys "
            "move from step to step."
        ),
        "distance_axis": _("Steps before the end"),
        "norm_axis": _("Length of the gradient"),
        "memory_fades": _(
            "{steps} steps back the gradient is {factor} times smaller than at the end (mean of "
            "{count} examples)."
        ),
        "memory_grows": _(
            "{steps} steps back the gradient is {factor} times larger than at the end (mean of "
            "{count} examples)."
        ),
        "memory_holds": _(
            "{steps} steps back the gradient is about as large as at the end (mean of {count} "
            "examples)."
        ),
        "memory_gone": _("{steps} steps back nothing is left of the gradient."),
        "steps_back": _("{steps} steps before the end:"),
        "point_memory": _("Point at the chart to read the lengths."),
        "beside": _("Your other runs on the same data, at their newest moment:"),
        "beside_help": _("Draws this run's gradient, too."),
        "beside_none": _(
            "To compare, train another cell on the same data, such as Elman and LSTM; it appears "
            "here."
        ),
    }
