"""Whether the best network beats the best classical model, in words, and what sets them apart."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.metrics.error_uncertainty import SignFlip
from core.metrics.kept import Test, compared, in_words
from core.metrics.metric import Metric
from core.metrics.uncertainty import McNemar
from core.spec.message import N_
from pages._ui.language import _, language, translator
from pages._ui.score_entries import Entry, kept_predictions

APART = {
    "sequence": N_(
        "What sets them apart: a classical model sees all steps at once, each at its own place. A "
        "network that reads step by step has to remember, but would also read on, and find again "
        "what comes a little later."
    ),
    "string": N_(
        "What sets them apart: counting groups of letters needs few examples, for a group that was "
        "seen once is known. A network has to learn letters and their order from the same "
        "examples, but is not held to groups of a few letters."
    ),
    "series": N_(
        "What sets them apart: a weight for each past value is little to learn from few values, "
        "and goes on beyond all that was seen; trees and neighbours never answer with more than "
        "they have seen. A network can follow bends that a weighted sum cannot, and needs more "
        "values for it."
    ),
    "text": N_(
        "What sets them apart: counting remembers each group of characters after seeing it once, "
        "but looks back a few characters only. A network learns slowly, in many passes, and can "
        "use what was said long before."
    ),
}
"""By the kind of data: why a network or a classical model may be the better one (marked texts)."""
SAMPLES_APART = N_(
    "What sets them apart: a mixture or a density knows where examples lie and draws near them, "
    "which serves the plane well, and copies or blurs pictures. A network learns how to make an "
    "example, and can go wrong in more ways. Look at copies and recall before the distance."
)

SHAPELESS = N_(
    "Of points this distance compares centre and spread alone: a single blob over all of them does "
    "well by it. Whether they lie where real ones do, precision, recall and recognised samples say."
)
AS_GOOD_AS_REAL = 1.5
"""Times the distance of real examples from each other, up to which samples are as good as they."""


def verdict(entries: list[Entry], metric: Metric) -> None:
    """Say whether the best network beats the best classical model by more than chance."""
    deep = next((entry for entry in entries if entry.family == "deep"), None)
    classical = next((entry for entry in entries if entry.family == "classical"), None)
    if deep is None or classical is None:
        return
    if metric.name == "frechet_distance":
        _of_samples(deep, classical)
        return
    kept = [kept_predictions(entry.first.id, entry.first.finished) for entry in (deep, classical)]
    if kept[0] is None or kept[1] is None:
        return
    if not np.array_equal(kept[0]["test.targets"], kept[1]["test.targets"]):
        return  # a file has changed under its path
    test = compared(kept[0], kept[1], in_time=deep.in_time)
    sentence = in_words(test, deep.first.name, classical.first.name)
    which = _kind_of_test(test)
    with st.container(border=True):
        st.markdown(f"**{_('Does the network beat the best classical model?')}**")
        st.write(sentence.worded(translator(language())))
        st.caption(f"{which} {_seeds_in_words(deep, classical, metric.name)}")
        if deep.kind in APART:
            st.caption(_(APART[deep.kind]))


def _of_samples(deep: Entry, classical: Entry) -> None:
    """Say whose samples are nearer to real examples; crowds are compared, so there is no test."""
    metric = "frechet_distance"
    apart = [entry.mean(metric) for entry in (deep, classical)]
    floor = deep.mean("frechet_floor")
    if apart[0] is None or apart[1] is None or floor is None:
        return
    if max(apart[0], apart[1]) <= AS_GOOD_AS_REAL * floor:
        sentence = _(
            "This distance cannot tell which is better: {first} is at {near} and {second} at "
            "{far}, and real examples are as far from each other, {floor}."
        )
    elif apart[0] < apart[1]:
        sentence = _(
            "Samples of {first} are nearer to real examples than those of {second}: {near} to "
            "{far}. Real examples are {floor} from each other."
        )
    else:
        sentence = _(
            "Samples of {first} are farther from real examples than those of {second}: {near} to "
            "{far}. Real examples are {floor} from each other."
        )
    named = {"first": deep.first.name, "second": classical.first.name}
    numbers = {"near": f"{apart[0]:.3g}", "far": f"{apart[1]:.3g}", "floor": f"{floor:.3g}"}
    seeds = _seeds_in_words(deep, classical, metric)
    with st.container(border=True):
        st.markdown(f"**{_('Does the network beat the best classical model?')}**")
        st.write(sentence.format(**named, **numbers))
        if deep.kind != "image":
            st.caption(_(SHAPELESS))
        st.caption(f"{_('Fréchet distance, first of the network.')} {seeds}")
        st.caption(_(SAMPLES_APART))


def _kind_of_test(test: Test) -> str:
    """Return what the test is called, and on what it was made."""
    if isinstance(test, McNemar):
        return _("McNemar's exact test on the test examples, of the first seed of each.")
    if isinstance(test, SignFlip):
        return _("Sign-flip test of the absolute test errors, of the first seed of each.")
    if test.measure == "mae":
        return _(
            "Sign-flip test of the absolute test errors in blocks of neighbours, of the first seed "
            "of each."
        )
    return _("Sign-flip test of the bits in blocks of the test text, of the first seed of each.")


def _seeds_in_words(deep: Entry, classical: Entry, metric: str) -> str:
    fewest = min(len(deep.runs), len(classical.runs) if classical.spread(metric) else 10)
    if fewest > 1:
        return _("Over seeds: {deep} against {classical}.").format(
            deep=_mean_and_spread(deep, metric), classical=_mean_and_spread(classical, metric)
        )
    return _("Train several seeds to see how much of it is the luck of the start.")


def _mean_and_spread(entry: Entry, metric: str) -> str:
    mean, spread = entry.mean(metric), entry.spread(metric)
    return f"{mean:.4g}" + (f" ± {spread:.2g}" if spread is not None else "")
