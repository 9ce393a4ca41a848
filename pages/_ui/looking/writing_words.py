"""What the view of a language model says, in this session's language; placeholders in braces."""

from __future__ import annotations

from pages._ui.language import _


def writing_words() -> dict[str, str]:
    """Return the words, by the names that the script uses."""
    return {
        "sections": _("What it shall do"),
        "write": _("Write on"),
        "write_help": _("It goes on from your words, one character after the other."),
        "write_note": _(
            "Type a beginning: the model goes on with the weights of the moment chosen above. The "
            "dice are the same at every moment, so what changes is what it has learned."
        ),
        "write_alt": _(
            "Your words and what the model wrote. Arrow keys go from character to character."
        ),
        "surprise": _("Read"),
        "surprise_help": _("It reads a passage and says how much each character surprises it."),
        "surprise_note": _(
            "The model reads a text it has not learned from. The darker a character, the less it "
            "expected it: often the first letters of words, seldom the last."
        ),
        "surprise_alt": _(
            "A passage with the model's surprise at each character. Arrow keys go from character "
            "to character."
        ),
        "epochs": _("Through training"),
        "epochs_help": _("What it wrote from the same words at each moment that was kept."),
        "epochs_note": _(
            "The same beginning, temperature and dice at every moment kept: from noise to "
            "frequent letters, to words, to something like sentences."
        ),
        "epoch_at": _("Epoch {epoch} (step {step})"),
        "epoch_none": _("Before training"),
        "prompt": _("The beginning"),
        "prompt_help": _("What the model goes on from. Try the first words of a sentence."),
        "temperature": _("Temperature {value}"),
        "temperature_help": _(
            "How daring it is: at 0 it always takes the likeliest character and soon repeats "
            "itself, at 1 it draws as it believes, above that it gets wild. Try 0, 0.5 and 1.2."
        ),
        "length": _("{value} characters"),
        "length_help": _("How many characters it writes. Fewer come faster."),
        "dice": _("Other dice"),
        "dice_help": _("Draws anew: the same weights write something else."),
        "legend_sure": _("It was sure"),
        "legend_bold": _("a shot in the dark: one of 256 ({most} bits or more)"),
        "legend_expected": _("0 bits: it knew"),
        "legend_surprised": _("{most} bits or more: a surprise"),
        "surprise_mean": _(
            "{bits} bits a character here: as unsure as with {choices} characters that are equally "
            "likely. From character {start} of {size}."
        ),
        "bars_place": _("In the place of {symbol}: it got {percent} ({bits} bits)"),
        "bars_none": _("Point at a character to see what else was likely in its place."),
    }
