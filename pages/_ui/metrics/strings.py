"""Metrics of texts and of strings, with the numbers of a run in their formulas."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics import language, transduction
from core.metrics.kept import Kept, bits
from core.metrics.metric import Likelihoods, Transcripts
from core.metrics.transduction import edit_distances
from pages._ui.language import _
from pages._ui.metrics.formulas import (
    card,
    caution,
    equals,
    fraction,
    joined,
    lines,
    nature,
    sign,
    tex,
)

_MOST_ROWS = 30
_TEXT = {metric.name: metric for metric in language.METRICS}
_STRINGS = {metric.name: metric for metric in transduction.METRICS}


def said_of_text(kept: Kept) -> Likelihoods:
    """Return what a language model said of the test text."""
    names = ("targets", "labels", "log_likelihoods")
    return Likelihoods(*(kept[f"test.{name}"] for name in names))


def said_of_strings(kept: Kept) -> Transcripts:
    """Return what a model wrote for the test examples."""
    return Transcripts(kept["test.targets"], kept["test.outputs"])


def text_cards(kept: Kept) -> None:
    """Draw how the metrics of a language model follow from what each character cost it."""
    cost, said = bits(kept), said_of_text(kept)
    mean, total, right = float(cost.mean()), float(cost.sum()), said.labels == said.targets
    terms = joined([tex(each) for each in cost.tolist()])
    calculations = {
        "bits_per_character": lines(
            _TEXT["bits_per_character"].formula,
            f"{sign(*cost.tolist())} {fraction(terms, len(cost))}",
            f"{sign(total)} {fraction(tex(total), len(cost))}",
            equals(mean),
        ),
        "perplexity": lines(
            _TEXT["perplexity"].formula,
            f"{sign(mean)} 2^{{{tex(mean)}}}",
            equals(language.perplexity(said)),
        ),
        "accuracy": lines(
            _TEXT["accuracy"].formula,
            f"= {fraction(int(right.sum()), len(right))}",
            equals(language.accuracy(said)),
        ),
    }
    for name, calculation in calculations.items():
        metric = _TEXT[name]
        card(_(metric.title), calculation, _(metric.help), nature(metric), caution(metric))


def string_cards(kept: Kept) -> None:
    """Draw how the metrics of written strings follow from the edits that each needs."""
    said = said_of_strings(kept)
    edits = edit_distances(said.outputs, said.targets)
    right, total = int((said.outputs == said.targets).sum()), int(edits.sum())
    wanted = int(np.char.str_len(said.targets).sum())
    parts = {
        "exact_match": (right, len(edits)),
        "edit_distance": (total, len(edits)),
        "character_error_rate": (total, wanted),
    }
    _edit_table(said, edits)
    for name, (part, whole) in parts.items():
        metric, value = _STRINGS[name], _STRINGS[name].compute(said)
        calculation = lines(metric.formula, f"= {fraction(part, whole)}", equals(value))
        card(_(metric.title), calculation, _(metric.help), nature(metric), caution(metric))


def _edit_table(said: Transcripts, edits: NDArray[np.int64]) -> None:
    """Draw the strings that need the most edits, beside what they should be."""
    worst = np.argsort(-edits, kind="stable")[:_MOST_ROWS]
    heads = (_("Should be"), _("Written"), _("Edits needed"))
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in heads)
    rows = "".join(
        f"<tr><td><code>{html.escape(str(said.targets[place]))}</code></td>"
        f"<td><code>{html.escape(str(said.outputs[place]))}</code></td>"
        f"<td>{edits[place]}</td></tr>"
        for place in worst.tolist()
    )
    caption = _("The {shown} of {count} strings that need the most edits").format(
        shown=len(worst), count=len(edits)
    )
    st.html(
        f'<div class="pg-steps"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
