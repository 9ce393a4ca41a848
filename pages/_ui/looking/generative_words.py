"""Every word of the generative studio, in this session's language; placeholders in braces."""

from __future__ import annotations

from functools import cache

from pages._ui.language import _, language
from pages._ui.looking.explorer_words import explorer_words
from pages._ui.looking.making_words import making_words
from pages._ui.looking.plane_words import SHARED


def generative_words() -> dict[str, str]:
    """Return what the generative studio says, by the names that its script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language."""
    explorers = explorer_words()
    shared = {name: explorers[name] for name in SHARED}
    own = _sections() | _which() | _plane() | _parts() | _happening()
    return shared | making_words() | own | _samples() | _sample() | _opinions()


def _sections() -> dict[str, str]:
    return {
        "title": _("What the model makes"),
        "sections": _("What to see"),
        "plane": _("The plane"),
        "plane_help": _("Real and made points, and what moves the made ones."),
        "samples": _("Samples"),
        "samples_help": _("What it makes of the same codes at every moment of its training."),
        "opinions": _("Opinions"),
        "opinions_help": _("How real the discriminator finds real and made examples."),
    }


def _which() -> dict[str, str]:
    return {
        "which_class": _("Class to make"),
        "which_class_help": _("This model is told which class to make. Order one of them."),
        "which_class_all": _("all, one after the other"),
    }


def _plane() -> dict[str, str]:
    return {
        "plane_soon": _("The points come as soon as the model has been asked for some."),
        "plane_alt": _(
            "Plane of x (across) and y (up) with real and made points, and the discriminator's "
            "opinion of every place. Arrow keys move a cross that reads it."
        ),
        "plane_point": _("Point at a place to read what the discriminator thinks of it."),
        "plane_place": _("At x = {x}, y = {y}."),
        "plane_chance": _("The discriminator finds a point here real with {percent}."),
        "plane_score": _("The discriminator's score here is {score}; {middle} is in between."),
        "field_low": _("looks made"),
        "field_high": _("looks real"),
    }


def _parts() -> dict[str, str]:
    return {
        "plane_parts": _("What to draw"),
        "part_real": _("Real points"),
        "part_real_help": _("Points of the training data."),
        "part_made": _("Made points"),
        "part_made_help": _("What the model makes, of the same codes at every moment."),
        "part_field": _("Discriminator"),
        "part_field_help": _(
            "What the discriminator thinks of a point at each place: blue looks real to it, orange "
            "looks made."
        ),
        "part_pulls": _("Pulls"),
        "part_pulls_help": _(
            "Where the discriminator's opinion pulls each made point: minus the gradient of the "
            "generator's loss. The generator learns by following these arrows, all at once."
        ),
        "part_lines": _("Bent grid"),
        "part_lines_help": _(
            "Where a square grid of codes ends up: the model bends the space of its codes until "
            "the points lie where real ones do. Two numbers of the code vary, the others are 0."
        ),
        "averaged": _("Moving average"),
        "averaged_help": _(
            "Show what the moving average of the generator makes. It is calmer, and it is what is "
            "scored; the discriminator argues with the generator itself."
        ),
    }


def _happening() -> dict[str, str]:
    return {
        "turn_begins": _(
            "Nothing is learned yet: the points lie where chance has put them. The discriminator "
            "begins."
        ),
        "turn_generator": _(
            "In step {step} the discriminator has just learned. Now it is the generator's turn: "
            "its points follow the arrows."
        ),
        "turn_discriminator": _(
            "Step {step} is done: the generator has moved its points. Next the discriminator "
            "learns, and its colours change."
        ),
        "argument_ahead": _(
            "The discriminator tells nearly all apart: it is right about {real} of the real and "
            "{made} of the made points. The generator has to catch up."
        ),
        "argument_open": _(
            "They argue: the discriminator is right about {real} of the real and {made} of the "
            "made points."
        ),
        "argument_even": _(
            "The discriminator can hardly tell them apart: it is right about {real} of the real "
            "and {made} of the made points, where a coin would be right about half."
        ),
        "lies": _(
            "{precision} of the made points lie where real ones do, and {coverage} of the real "
            "ones have a made one near them."
        ),
        "lies_in_all": _(
            "{precision} of the made points lie where real ones do, and {coverage} of the real "
            "ones have a made one near them, judged in all {columns} columns, of which two are "
            "drawn here."
        ),
        "places_all": _("All {all} places are found; {near} of the made points belong to one."),
        "places_some": _(
            "{found} of {all} places are found; {near} of the made points belong to one."
        ),
        "collapsed": _(
            "It makes good points, but the same few again and again: the mode collapse that GANs "
            "are known for. A longer code, a lower learning rate of the generator, or another loss "
            "may help."
        ),
    }


def _samples() -> dict[str, str]:
    return {
        "samples_soon": _("The samples come as soon as the model has been asked for some."),
        "samples_made": _("Made by the model"),
        "samples_real": _("Real, held back"),
        "other_codes": _("Other samples"),
        "other_codes_help": _(
            "Draw others. Each begins with random numbers of its own, the same at every moment, so "
            "that one sees it change through the training."
        ),
        "beside": _("Nearest training pictures"),
        "beside_help": _(
            "Show below each sample the training picture that is most like it: a model that only "
            "copies is caught."
        ),
        "samples_untrained": _(
            "Nothing is learned yet: this is what chance makes. A classifier may be sure of a "
            "class in it all the same, and then counts it as recognised."
        ),
        "samples_far": _(
            "They are far from all training pictures: one can tell them from real ones."
        ),
        "samples_apart": _(
            "They are less like the training pictures than real ones are: many are not clear yet."
        ),
        "samples_near": _(
            "Pixel by pixel they are about as near to training pictures as real ones are. Grey "
            "blurs are, too, so look at them yourself, and at the Fréchet distance."
        ),
        "samples_alike": _(
            "They resemble each other: two of them differ by {percent} of what two real ones do. "
            "A model that has collapsed makes the same again and again."
        ),
        "samples_varied": _(
            "They are varied: two of them differ by {percent} of what two real ones do."
        ),
        "samples_scattered": _(
            "They differ more than real ones do, {percent} of it, as noise does."
        ),
        "samples_copies": _("{copies} of {count} are copies of training pictures."),
    }


def _sample() -> dict[str, str]:
    return {
        "sample_alt": _(
            "Sample {number}, at a distance of {distance} from the nearest training picture"
        ),
        "sample_of": _("Sample {number}"),
        "sample_told": _("Sample {number}, told to be: {name}"),
        "sample_nearest": _("The nearest training picture: {name}"),
        "sample_distance": _(
            "It differs from it by {distance} a pixel, where black and white are 1 apart. Real "
            "pictures that were held back usually differ by {usual}."
        ),
        "sample_copy": _("So this one is a copy."),
        "sample_near": _("So it is close to a training picture, but no copy."),
        "sample_own": _("So it is no copy; whether it is a good one, this number cannot tell."),
        "sample_apart": _("So it is less like the training pictures than real ones are."),
        "sample_far": _("So it is much farther from them than real ones are."),
    }


def _opinions() -> dict[str, str]:
    return {
        "opinions_soon": _("The opinions come as soon as the discriminator has been asked."),
        "opinions_title": _("How real the discriminator finds the examples"),
        "opinions_height": _(
            "Upwards: which fraction of its kind lies there; the highest bar has {percent}."
        ),
        "opinions_untrained": _(
            "The discriminator has not learned anything yet: what it says is chance."
        ),
        "opinions_ahead": _(
            "The discriminator has nearly won: it takes {real} of the real and only {made} of the "
            "made examples for real. Far ahead, it hardly tells the generator where to go."
        ),
        "opinions_open": _(
            "Both are in the game: the discriminator takes {real} of the real and {made} of the "
            "made examples for real. So the generator learns from every answer."
        ),
        "opinions_even": _(
            "The discriminator can hardly tell them apart: it takes {real} of the real and {made} "
            "of the made examples for real. Either the generator is very good, or the "
            "discriminator is too weak."
        ),
        "opinions_by_heart": _(
            "It knows training examples by heart: it takes {train} of them for real, but only "
            "{valid} of real ones that it has not seen."
        ),
        "opinions_chance": _(
            "From left to right: how likely the discriminator finds it that an example is real."
        ),
        "opinions_score": _(
            "From left to right: the discriminator's score; with this loss it is no probability, "
            "only less or more real."
        ),
        "opinions_alt": _("Histograms of the discriminator's opinions. {told}"),
        "opinions_valid": _("Real, held back: {mean} on average, {percent} taken for real"),
        "opinions_train": _("Real, of training: {mean} on average, {percent} taken for real"),
        "opinions_made": _("Made: {mean} on average, {percent} taken for real"),
    }
