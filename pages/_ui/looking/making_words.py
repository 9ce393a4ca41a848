"""Words of the generative studio's sections about codes, repairs and memories."""

from __future__ import annotations

from pages._ui.language import _


def making_words() -> dict[str, str]:
    """Return what these sections say, by the names that their scripts use."""
    return _shared() | _codes() | _walk() | _repair() | _mended() | _boltzmann() | _hopfield()


def _shared() -> dict[str, str]:
    return {
        "picker_before": _("The example before this one."),
        "picker_after": _("The next example."),
        "picker_any": _("Another one"),
        "picker_any_help": _("One at random."),
        "example_number": _("Validation example {number} of {count}"),
        "memory_number": _("Memory {number} of {count}"),
        "film_play_help": _("Shows one state after the other, like a film."),
        "film_before": _("One step back"),
        "film_step": _("Next step"),
        "film_step_help": _("Goes one step further."),
        "film_place": _("Which step is shown"),
        "film_at": _("step {number} of {count}"),
        "brush_alt": _("The picture; draw over it to wipe pixels away."),
        "wipe_lower": _("Lower half"),
        "wipe_lower_help": _("Wipes the lower half and nothing else."),
        "wipe_left": _("Left half"),
        "wipe_left_help": _("Wipes the left half and nothing else."),
        "wipe_middle": _("Middle"),
        "wipe_middle_help": _("Wipes the middle and nothing else."),
        "wipe_scattered": _("A random half"),
        "wipe_scattered_help": _("Wipes about half of all pixels, at random."),
        "wipe_none": _("Wipe nothing"),
        "wipe_none_help": _("Brings all pixels back."),
        "wipe_size": _("Brush"),
        "once_more": _("Once more"),
        "once_more_help": _("Tries again from another start of chance."),
    }


def _codes() -> dict[str, str]:
    return {
        "latent": _("Latent space"),
        "latent_help": _("Which picture the model makes of which code."),
        "codes_layers": _("What the plane shows"),
        "codes_pictures": _("Decoded pictures"),
        "codes_pictures_help": _("What the model makes at each place of the plane."),
        "codes_examples": _("Examples"),
        "codes_examples_help": _("Where the codes of real examples lie, coloured by class."),
        "tell": _("Make a"),
        "tell_help": _("Tells the model to make {name}; the code decides the style alone."),
        "plane_of_codes_alt": _(
            "Plane of codes, with the picture that the model makes at each place. Drag the ring, "
            "or move it by arrow keys."
        ),
        "made_here": _("Made at the ring"),
        "made_here_help": _("What the model makes of the code at the ring. Drag the ring."),
        "place_bare": _("The ring is at {x} across and {y} up. Drag it, or press arrow keys."),
        "place_near": _(
            "The ring is at {x} across and {y} up. Of the {count} examples nearest to it, {most} "
            "belong to “{name}”."
        ),
        "codes_all": _(
            "A code here has no more than {count} numbers, so this plane is all there is. Each "
            "point is a real example at its own code. The model never saw the colours: if they "
            "part, it has sorted the classes by itself."
        ),
        "codes_all_untold": _(
            "A code here has no more than {count} numbers, so this plane is all there is. This "
            "model cannot tell which code an example has, so no examples are drawn."
        ),
        "codes_most": _(
            "A code has {count} numbers. This is the plane in which the codes of examples differ "
            "most: it shows {percent} of how they differ. Places between the examples are codes "
            "that the model was never shown."
        ),
        "codes_some": _(
            "A code has {count} numbers; this is one plane among many, laid at random through the "
            "codes that are usual. This model cannot tell which code an example has, so no "
            "examples are drawn."
        ),
    }


def _walk() -> dict[str, str]:
    return {
        "walk": _("A walk from one to the other"),
        "walk_help": _(
            "From code A to code B in even steps. Mixed by codes, each step is a picture of its "
            "own; mixed pixel by pixel, both shine through each other. Half way lies a blend of "
            "the two."
        ),
        "walk_example": _("validation example {number} of {count}"),
        "walk_code": _("drawn code {number} of {count}"),
        "walk_slider": _("How far the walk has come"),
        "walk_at": _("{percent} of the way"),
        "by_codes": _("Mixed by codes"),
        "by_codes_help": _("What the model makes of the codes on the way."),
        "by_pixels": _("Mixed pixel by pixel"),
        "by_pixels_help": _("Both pictures at once, the one fading out while the other fades in."),
        "walk_apart": _(
            "Here the two differ by {value} (root mean squared; black and white are 1 apart)."
        ),
    }


def _repair() -> dict[str, str]:
    return {
        "repair": _("Repair"),
        "repair_help": _("Spoil a picture and have the model mend it."),
        "harm": _("What is done to the picture"),
        "erased": _("Erase"),
        "erased_help": _("Wipe pixels away; the model fills the hole."),
        "noisy": _("Add noise"),
        "noisy_help": _("Chance changes every pixel; the model takes it out again."),
        "shrunk": _("Shrink"),
        "shrunk_help": _("Few large pixels are left; the model makes up the details."),
        "noise_amount": _("Noise {value}"),
        "noise_amount_help": _(
            "Standard deviation of what is added to each pixel; black and white are 1 apart."
        ),
        "shrink_to": _("{width} × {height}"),
        "shrink_to_help": _("Leaves {width} × {height} pixels, each the mean of a block."),
        "seen": _("What is left"),
        "seen_help": _("This is all that the model is given."),
        "repaired": _("Mended by the model"),
        "repaired_help": _("What the model makes of what is left."),
        "plain_erased": _("Filled with the average"),
        "plain_noisy": _("Slightly blurred"),
        "plain_shrunk": _("Smoothly enlarged"),
        "plain_help": _("What one can do without a model, to compare with."),
        "truth": _("The truth"),
        "truth_help": _("The picture before it was spoilt. The model never sees it."),
        "how_erased": _(
            "The model looks for something it could have made that agrees with the pixels that are "
            "left, and fills the hole with it. That may look right and still be another picture "
            "than the truth: several can fit."
        ),
        "how_recalled": _(
            "The network falls from what is left towards the memory whose energy lies lowest "
            "nearby. It can only come back to what it has stored."
        ),
        "how_noisy": _(
            "The model looks for something it could have made that is as near as possible to the "
            "noisy picture. What it cannot make, noise above all, is gone afterwards."
        ),
        "how_shrunk": _(
            "The model looks for something it could have made that, shrunk in the same way, gives "
            "these few pixels. The details are made up: likely, but not known."
        ),
        "mending": _("The model is mending …"),
    }


def _mended() -> dict[str, str]:
    return {
        "nothing_erased": _("Nothing is wiped away: draw over the picture on the left."),
        "mended_better": _(
            "The model is off by {error} of the way from black to white; {other} by {plain}. It "
            "mends better."
        ),
        "mended_alike": _(
            "The model is off by {error} of the way from black to white, {other} by {plain}: no "
            "difference worth mentioning."
        ),
        "mended_worse": _(
            "The model is off by {error} of the way from black to white; {other} only by {plain}. "
            "The plain way mends better here."
        ),
        "plain_erased_other": _("the average of the training pictures"),
        "plain_noisy_other": _("a slight blur"),
        "plain_shrunk_other": _("smooth enlarging"),
    }


def _boltzmann() -> dict[str, str]:
    return {
        "memory": _("Memory"),
        "memory_help": _("What the network has learned, and how it comes back to it from noise."),
        "fields": _("What each hidden unit looks for"),
        "fields_help": _(
            "Each tile is one hidden unit: blue where a bright pixel switches it on, orange where "
            "it holds it off. Untrained they are noise; strokes and their absence appear later."
        ),
        "fields_alt": _("Weights of the hidden units, one tile a unit; point at one to read it."),
        "fields_shown": _("{shown} of {count} units, those with the largest weights first."),
        "field_read": _(
            "Unit {number} is on in {percent} of the validation pictures; this weight is {weight}."
        ),
        "chain": _("Dreaming: the Gibbs chain"),
        "chain_help": _(
            "Pixels switch hidden units on by chance, those switch pixels on by chance, and so on. "
            "After enough steps, what appears is a sample of what the machine believes."
        ),
        "start": _("Where the chain begins"),
        "start_noise": _("From noise"),
        "start_noise_help": _("Each pixel begins by chance."),
        "start_example": _("From an example"),
        "start_example_help": _("The chain begins with a picture held back and wanders off."),
        "chain_again": _("Another chain"),
        "chain_again_help": _("The same start, but chance falls otherwise."),
        "chain_likely": _("How likely each pixel is on"),
        "chain_likely_help": _("Given the hidden units of the step before."),
        "chain_drawn": _("Drawn by chance"),
        "chain_drawn_help": _("Each pixel on or off, drawn with those chances."),
        "chain_hidden": _("Hidden units that are on"),
        "chain_hidden_help": _("Drawn by chance, given the drawn pixels."),
        "chain_steps": _("Steps of the chain"),
        "free_energy": _("Free energy"),
        "energy_alt": _("The energy after each step; arrow keys go through the steps."),
    }


def _hopfield() -> dict[str, str]:
    return {
        "flipped": _("Turned around: {value}"),
        "flipped_help": _(
            "Fraction of the other pixels that are turned around, black to white or back."
        ),
        "recall_again_help": _("The same picture; the pixels are updated in another order."),
        "state_now": _("State of the network"),
        "state_now_help": _("What the pixels say after so many steps; grey is undecided."),
        "memory_meant": _("The memory it was"),
        "memory_meant_help": _("The stored picture before it was spoilt."),
        "recall_steps": _("Steps of falling back"),
        "energy": _("Energy"),
        "memories": _("All memories"),
        "memories_help": _(
            "Below each memory stands how much the state agrees with it: 100 % when they are "
            "equal. Press one to spoil that one. Too many memories, or too alike ones, melt "
            "into each other."
        ),
        "memories_modern": _(
            "Below each memory stands how much the network weighs it: the softmax of how much the "
            "state agrees with it. That is attention: the state asks, the memories are keys and "
            "values, and the next state is their weighted mean. Press one to spoil that one."
        ),
        "memory_overlap": _("Memory {number}: agreement {percent}."),
        "memory_weight": _("Memory {number}: weight {percent}."),
        "rests_right": _(
            "It falls back into the right memory. The energy goes from {before} to {after}."
        ),
        "rests_at_once": _(
            "Nothing changes: this is a memory already, and a network at rest stays there. Wipe "
            "pixels away or turn some around."
        ),
        "rests_other": _(
            "It falls into another memory, number {number}. The energy goes from {before} to "
            "{after}."
        ),
        "rests_mixed": _(
            "It comes to rest in a mixture of memories; the heaviest, number {number}, has a "
            "weight of {percent}. The energy goes from {before} to {after}. A larger beta makes "
            "it choose."
        ),
        "rests_between": _(
            "It comes to rest in no memory; the nearest, number {number}, agrees by {percent}. "
            "The energy goes from {before} to {after}."
        ),
    }
