"""Every word of the explorer, in this session's language; placeholders stand in braces."""

from __future__ import annotations

from functools import cache

from pages._ui.language import _, language


def explorer_words() -> dict[str, str]:
    """Return what the explorer says, by the names that its script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language: there are hundreds of texts."""
    return _frame() | _time_machine() | _picture() | _answer() | _layers() | _sum() | _judgement()


def _frame() -> dict[str, str]:
    return {
        "title": _("Look into the network"),
        "sections": _("What to look at"),
        "look": _("Look inside"),
        "look_help": _("Put in a picture and follow it through the layers."),
        "judge": _("Right and wrong"),
        "judge_help": _("Which classes are confused, and on which pictures."),
        "compare": _("Compare"),
        "compare_help": _("Put another epoch, or another run on the same data, beside this one."),
        "compare_run": _("Run to compare with"),
        "compare_run_help": _("A run on the same data; the same run lets you compare two epochs."),
        "starting": _("The part that looks into networks is starting; this takes a few seconds."),
        "lost": _("Connection lost, trying again. What you see is what came last."),
        "missing": _("This run is not there any more. Start another one with Train."),
        "forbidden": _("This run belongs to somebody else. Ask them for its share link."),
        "modules_missing": _("This part of the page could not be loaded. Reload the page."),
    }


def _time_machine() -> dict[str, str]:
    return {
        "moment": _("Moment of the training"),
        "moment_help": _(
            "Goes back to any moment that was kept, down to the untrained network. Everything "
            "below follows. Arrow keys work, too."
        ),
        "moment_none": _("The first moment comes as soon as the run starts"),
        "moment_never": _("This run ended before any of its weights were kept"),
        "moment_untrained": _("before training: nothing learned yet"),
        "moment_at": _("epoch {epoch} of {epochs}, step {step}"),
        "moment_now": _("now: epoch {epoch} of {epochs}, step {step}"),
        "play": _("Play"),
        "pause": _("Pause"),
        "play_help": _("Plays the moments one after the other, like a film."),
        "now": _("Follow live"),
        "last": _("Last"),
        "now_help": _(
            "Goes to the newest moment; while the run trains, it follows along. Whoever moves the "
            "slider away stays where they are."
        ),
    }


def _picture() -> dict[str, str]:
    return {
        "picture": _("Which picture goes in"),
        "mode_data": _("From the data"),
        "mode_data_help": _("One of the dataset's pictures, whose class is known."),
        "mode_draw": _("Draw"),
        "mode_draw_help": _("Your own: drawn here, uploaded or photographed."),
        "previous_help": _("The picture before"),
        "next_help": _("The next picture"),
        "wrong_one": _("A wrong one"),
        "wrong_one_help": _("The next picture that the network gets wrong at this moment."),
        "wrong_none": _("At this moment the network gets none of these pictures wrong."),
        "picture_train": _("Training picture {number} of {count}."),
        "picture_valid": _("Validation picture {number} of {count}."),
        "picture_test": _("Test picture {number} of {count}."),
        "truth": _("In truth: {name}"),
        "seen": _("What the network sees"),
        "seen_alt": _("The picture in the size and form in which the network gets it"),
        "pad_hint": _("Draw here"),
        "pad_alt": _("Drawing pad: draw with mouse, finger or pen"),
        "undo": _("Undo"),
        "undo_help": _("Takes back the last stroke."),
        "clear": _("Clear"),
        "clear_help": _("Empties the drawing pad."),
        "upload": _("Upload"),
        "upload_help": _("Puts a picture from a file onto the pad. It stays on this machine."),
        "photograph": _("Photograph"),
        "photograph_help": _("Takes a picture with the camera and puts it onto the pad."),
        "not_a_picture": _("{name} is no picture that the browser can read; take a PNG or JPEG."),
        "brush": _("Brush"),
        "brush_help": _("How thick the strokes are."),
        "colour": _("Colour"),
        "colour_help": _("The colour of the next stroke."),
    }


def _answer() -> dict[str, str]:
    return {
        "answer_alt": _("How probable the network finds each class"),
        "answer_none": _("The first answer is on its way …"),
        "answer_no_run": _(
            "There is no network yet. Draw something and press Train: as soon as there is one, "
            "even untrained, it answers."
        ),
        "answer_draw": _("Draw something, and the network answers while you do."),
        "answer_drawn": _("It says: {name} ({percent})"),
        "answer_right": _("It says: {name} ({percent}). Right!"),
        "answer_wrong": _("It says: {name} ({percent}). Wrong: it is {truth}."),
        "truth_mark": _("✓"),
    }


def _layers() -> dict[str, str]:
    return {
        "path": _("The path through the network"),
        "path_help": _(
            "What each layer makes of the picture. Blue is above zero, orange below; the deeper "
            "the colour, the larger the value."
        ),
        "shape_help": _("Channels × height × width after the layer, or the length of a vector"),
        "legend_help": _("What the colours of this layer stand for"),
        "channels_all": _("{count} channels."),
        "channels_some": _("First {shown} of {count} channels shown."),
        "units_all": _("{count} values."),
        "units_some": _("First {shown} of {count} values shown."),
        "click_hint": _("Click on a position to see how it is computed."),
        "maps_alt": _("Arrow keys move over the values, page up and down over the channels."),
        "maps_alt_click": _(
            "Arrow keys move over the values, page up and down over the channels, Enter shows how "
            "a value is computed."
        ),
        "filters": _("Its {count} filters, {kernel} × {kernel}"),
        "filters_help": _("A filter answers strongly where the picture looks like it."),
        "filters_depth": _(
            "A filter answers strongly where the picture looks like it. Each has {depth} parts, "
            "one for each channel of the picture."
        ),
        "filters_alt": _("Filters of the first convolution"),
        "value_map": _("channel {channel}, row {row}, column {column}: {value}"),
        "value_unit": _("value {channel}: {value}"),
        "value_class": _("{name}: {value}, before it becomes a probability"),
        "value_filter": _("filter {channel}: {value}"),
    }


def _sum() -> dict[str, str]:
    return {
        "sum_title": _("How this number is computed"),
        "close": _("Close"),
        "place_channel": _("Channel"),
        "place_channel_help": _("Which feature map."),
        "place_y": _("Row"),
        "place_y_help": _("Which row of the feature map."),
        "place_x": _("Column"),
        "place_x_help": _("Which column of the feature map."),
        "sum_channel": _("Input channel {channel} of {count}: its products sum to {value}"),
        "sum_strongest": _("The {shown} channels that weigh most, of {count}."),
        "window": _("Window"),
        "kernel": _("Kernel"),
        "products": _("Products"),
        "sum_all": _("Sum of all products"),
        "sum_bias": _("+ bias"),
        "sum_output": _("= what the convolution answers here"),
        "sum_after": _("→ after layer {layer}, {title}"),
    }


def _judgement() -> dict[str, str]:
    return _matrix() | {
        "split": _("Which pictures"),
        "valid": _("Validation"),
        "valid_help": _("Pictures held back from learning, to judge it by."),
        "test": _("Test"),
        "test_help": _("Pictures for the very last judgement, when training is over."),
        "test_closed": _(
            "The test pictures open when training is over: whoever looks earlier tunes to them, "
            "and the score no longer says how new pictures will fare."
        ),
        "kinds": _("Which of them to show"),
        "samples": _("Wrong ones first"),
        "samples_help": _("Every picture, those that are wrong before those that are right."),
        "hardest": _("Hardest"),
        "hardest_help": _("Those whose true class got the lowest probability."),
        "confident": _("Most confidently wrong"),
        "confident_help": _("Mistakes of which the model was surest."),
        "disagree": _("Deep and classical disagree"),
        "disagree_help": _("Where this model and the best one of the other family differ."),
        "shown_samples": _("{wrong} of {total} are wrong; they come first."),
        "shown_hardest": _("All {total}, the lowest probability of the true class first."),
        "shown_confident": _("Mistakes: {count} of {total}, the most confident first."),
        "shown_cell": _("In truth {truth}, taken for {said}: {count} of {total} pictures."),
        "shown_cell_right": _("In truth {truth}, and recognised: {count} of {total} pictures."),
        "shown_disagree": _("This model and {name} differ on {count} of {total} pictures."),
        "shown_waiting": _("What the other models said is on its way …"),
        "no_truth": _("This model says no probabilities."),
        "no_classical": _(
            "No classical model has been scored on these pictures yet. Press 'Compare with "
            "classical models', wait until one has finished, and choose this again."
        ),
        "no_deep": _(
            "No network has been scored on these pictures yet. Train one, and choose this again."
        ),
        "not_scored": _("This model shows what it says once its training is over."),
        "others_more": _("and {count} more, {right} of them right"),
        "card_said": _("Said {name}"),
        "card_sure": _("Said {name} ({percent})"),
        "more": _("More"),
        "more_help": _("Shows further pictures."),
        "card_help": _("Look inside with this picture. Below: what the other models say."),
    }


def _matrix() -> dict[str, str]:
    return {
        "matrix_alt": _("Confusion matrix: rows are true classes, columns what was predicted"),
        "matrix_corner": _("true ↓ said →"),
        "matrix_hint": _(
            "Rows: the true class. Columns: what the model said. Choose a cell to see its pictures."
        ),
        "matrix_none": _("Counting …"),
        "cell": _("true {truth}, said {said}: {count} ({share} of the row)"),
        "right_of": _("Right: {right} of {total} ({percent})."),
        "right_of_loss": _("Right: {right} of {total} ({percent}). Loss {loss}."),
        "sampled": _("Judged on {total} evenly chosen pictures, to be quick."),
        "scores_alt": _("Precision, recall, F1 and number of pictures of each class"),
        "class": _("Class"),
        "class_help": _("What the pictures show."),
        "precision": _("Precision"),
        "precision_help": _("Of what was called so, how much is so."),
        "recall": _("Recall"),
        "recall_help": _("Of what is so, how much was called so."),
        "f1": _("F1"),
        "f1_help": _("The harmonic mean of precision and recall."),
        "support": _("Pictures"),
        "support_help": _("How many pictures of the class there are."),
    }
