"""Accuracy, precision, recall and F1, every step with the numbers of a matrix in place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.metrics.worked import ClassSteps, WeightedMean, WorkedClassification
from core.spec.message import N_
from pages._ui.language import _
from pages._ui.metrics.formulas import (
    METRICS,
    card,
    caution,
    equals,
    fraction,
    joined,
    lines,
    literal,
    nature,
    plain,
    sign,
    tex,
)
from pages._ui.metrics.matrix import Counts

TITLES = {
    "accuracy": N_("Accuracy"),
    "precision": N_("Precision"),
    "recall": N_("Recall"),
    "f1": N_("F1"),
}
_FORMULAS = {
    "precision": r"\frac{TP}{TP + FP}",
    "recall": r"\frac{TP}{TP + FN}",
    "f1": r"\frac{2\,TP}{2\,TP + FP + FN} = \frac{2\,P\,R}{P + R}",
}
_SUMS = {
    "precision": r"\frac{\sum TP}{\sum TP + \sum FP}",
    "recall": r"\frac{\sum TP}{\sum TP + \sum FN}",
    "f1": r"\frac{2 \sum TP}{2 \sum TP + \sum FP + \sum FN}",
}
_SYMBOLS = {"precision": r"P_{\text{%s}}", "recall": r"R_{\text{%s}}", "f1": r"F_{1,\text{%s}}"}
_DEFINITIONS = {
    "precision": N_(
        "Of the examples called this class, the fraction that really are. TP: true positives, FP: "
        "false positives (false alarms)."
    ),
    "recall": N_(
        "Of the examples that really are of this class, the fraction that was found. TP: true "
        "positives, FN: false negatives (missed)."
    ),
    "f1": N_(
        "The harmonic mean of precision P and recall R: closer to the smaller of the two, so it "
        "is high only when both are."
    ),
}


def accuracy_card(worked: WorkedClassification, names: Sequence[str], matrix: Counts) -> None:
    """Draw how the accuracy comes about, and what guessing would reach."""
    metric = METRICS["accuracy"]
    diagonal = joined([str(count) for count in matrix.diagonal()])
    part, whole = worked.accuracy
    title = _("Accuracy")
    steps = [rf"= {fraction(diagonal, whole)} = {fraction(part, whole)}"]
    common = int(matrix.sum(axis=1).argmax())
    always = int(matrix[common].sum())
    share = always / whole if whole else 0.0
    guess = _(
        "Whoever always says {name}, the most common class, is right {part} times of {whole}: an "
        "accuracy of {value:.3f} without looking. Compare."
    ).format(name=literal(names[common]), part=always, whole=whole, value=share)
    formula = lines(metric.formula, *steps, equals(worked.accuracy.value))
    card(title, formula, _(metric.help), nature(metric), guess, caution(metric))


def class_cards(
    name: str, k: int, names: Sequence[str], matrix: Counts, worked: WorkedClassification
) -> None:
    """Draw one class, and the three ways to make one number of all classes."""
    macro, weighted = METRICS[f"{name}_macro"], METRICS[f"{name}_weighted"]
    one, all_alike = st.columns(2)
    with one:
        _one_class(name, names[k], worked.classes[k], len(names))
        _micro(name, worked)
    with all_alike:
        mean, shares = worked.macro[name], worked.weighted[name]
        terms = joined([tex(value) for value in mean.values])
        card(
            _(macro.title),
            lines(
                macro.formula,
                f"{sign(*mean.values)} {fraction(terms, len(names))}",
                equals(mean.value),
            ),
            _(macro.help),
            nature(macro),
            caution(macro),
        )
        card(
            _(weighted.title),
            lines(
                weighted.formula,
                f"{sign(*shares.values)} {_weighted_terms(shares, matrix)}",
                equals(shares.value),
            ),
            _(weighted.help),
            nature(weighted),
            caution(weighted),
        )


def _weighted_terms(mean: WeightedMean, matrix: Counts) -> str:
    """Return the sum of share times value, as LaTeX."""
    total = int(matrix.sum())
    supports = matrix.sum(axis=1)
    return joined(
        [
            rf"{fraction(count, total)} \cdot {tex(value)}"
            for count, value in zip(supports, mean.values, strict=True)
        ]
    )


def _one_class(name: str, title: str, steps: ClassSteps, classes: int) -> None:
    tp, fp, fn = steps.true_positives, steps.false_positives, steps.false_negatives
    numbers = {
        "precision": fraction(tp, f"{tp} + {fp}"),
        "recall": fraction(tp, f"{tp} + {fn}"),
        "f1": fraction(rf"2 \cdot {tp}", rf"2 \cdot {tp} + {fp} + {fn}"),
    }[name]
    ratio = getattr(steps, name)
    named = _SYMBOLS[name] % plain(title)
    notes = [_(_DEFINITIONS[name]), nature(METRICS[f"{name}_macro"])]
    if classes == 2:
        notes.append(
            _(
                "{metric} (binary): with two classes one often reports this number alone, of "
                "the class that one looks for (the positive one)."
            ).format(metric=_(TITLES[name]))
        )
    if not ratio.whole:
        notes.append(_("0 out of 0 is counted as 0: there is nothing to take a fraction of."))
    card(
        _("{metric} of {name}").format(metric=_(TITLES[name]), name=literal(title)),
        lines(rf"{named} = {_FORMULAS[name]}", f"= {numbers}", equals(ratio.value)),
        *notes,
    )


def _micro(name: str, worked: WorkedClassification) -> None:
    ratio = worked.micro[name]
    hits = [str(steps.true_positives) for steps in worked.classes]
    total = sum(steps.true_positives for steps in worked.classes)
    wrong = sum(steps.false_positives for steps in worked.classes)
    counted = rf"({joined(hits)})"
    numbers = {
        "precision": fraction(counted, f"{total} + {wrong}"),
        "recall": fraction(counted, f"{total} + {wrong}"),
        "f1": fraction(rf"2 \cdot {counted}", rf"2 \cdot {total} + {wrong} + {wrong}"),
    }[name]
    card(
        _("{metric} (micro)").format(metric=_(TITLES[name])),
        lines(_SUMS[name], f"= {numbers}", equals(ratio.value)),
        _(
            "Counts of all classes are added up first, then divided. Each mistake is a false alarm "
            "for one class and a miss for another, so with one answer an example micro precision, "
            "recall and F1 are all the accuracy: {part} of {whole}."
        ).format(part=worked.accuracy.part, whole=worked.accuracy.whole),
        nature(METRICS[f"{name}_macro"]),
        _(
            "⚠ Beware: common classes decide it, as they decide the accuracy; a rare "
            "class can be missed altogether."
        ),
    )
