"""Exercises about classifiers; their numbers are worked out here."""

from __future__ import annotations

import numpy as np

from core.metrics.curves import at_threshold
from core.metrics.worked import worked_classification
from core.metrics.worked_probabilities import worked_ranking
from core.spec.message import N_
from pages._ui.metrics.exercise import Answer, Exercise, listed


def recall() -> Exercise:
    """Recall is given the definition of precision."""
    matrix = ((30, 20), (10, 940))
    worked = worked_classification(np.array(matrix))
    spam = worked.classes[0]
    return Exercise(
        N_("Recall with the wrong definition"),
        N_(
            "A spam filter has sorted {all} messages. A leaflet says: “Recall: of the messages "
            "called spam, the fraction that really is spam.”"
        ),
        N_("What is the recall of spam, as a fraction? Two decimals are enough."),
        {
            "all": worked.accuracy.whole,
            "hits": spam.true_positives,
            "called": spam.precision.whole,
            "really": spam.recall.whole,
            "precision": spam.precision.value,
            "recall": spam.recall.value,
            "accuracy": worked.accuracy.value,
        },
        (
            Answer(
                spam.recall.value,
                N_(
                    "Right: {really} messages really are spam, {hits} of them were found, and "
                    "{hits} / {really} = {recall:.2f}. The leaflet's sentence defines precision, "
                    "which is {hits} / {called} = {precision:.2f}."
                ),
                right=True,
            ),
            Answer(
                spam.precision.value,
                N_(
                    "{precision:.2f} = {hits} / {called} is what the leaflet describes, but that "
                    "is not recall: it looks down a column, at what was called spam. Recall asks "
                    "how much of what really is spam was found: look along a row."
                ),
            ),
            Answer(
                worked.accuracy.value,
                N_(
                    "{accuracy:.2f} is the accuracy: it counts the harmless messages too. Recall "
                    "of spam looks only at messages that really are spam."
                ),
            ),
        ),
        N_(
            "Not yet. Find the row of the messages that really are spam: which fraction of them "
            "was called spam?"
        ),
        (N_("spam"), N_("harmless")),
        matrix,
    )


def imbalance() -> Exercise:
    """Accuracy looks good where a class is rare."""
    matrix = ((0, 10), (0, 990))
    worked = worked_classification(np.array(matrix))
    return Exercise(
        N_("Accuracy and a rare class"),
        N_(
            "Of {all} people {ill} are ill. A test calls everybody healthy, and is advertised with "
            "an accuracy of {accuracy:.2f}."
        ),
        N_("Which of these metrics gives away that the test is of no use?"),
        {
            "all": worked.accuracy.whole,
            "ill": worked.classes[0].recall.whole,
            "accuracy": worked.accuracy.value,
            "first": worked.classes[0].recall.value,
            "second": worked.classes[1].recall.value,
            "macro": worked.macro["recall"].value,
            "micro": worked.micro["f1"].value,
            "weighted": worked.weighted["f1"].value,
        },
        (
            Answer(
                "micro",
                N_(
                    "F1 (micro) is {micro:.2f} here: with one answer an example it is the "
                    "accuracy, always. Look for one that counts the ill as much as the healthy."
                ),
                N_("F1 (micro)"),
            ),
            Answer(
                "weighted",
                N_(
                    "F1 (weighted) is {weighted:.3f} here: each class counts as often as it "
                    "occurs, so the ill hardly count. Look for one that counts both classes alike."
                ),
                N_("F1 (weighted)"),
            ),
            Answer(
                "recall",
                N_(
                    "Right: recall is {first:.0f} for the ill and {second:.0f} for the healthy, so "
                    "its macro mean is {macro:.1f}, what any test reaches that always says the "
                    "same. The accuracy of {accuracy:.2f} is only the fraction of healthy people."
                ),
                N_("Recall (macro)"),
                right=True,
            ),
        ),
        names=(N_("ill"), N_("healthy")),
        matrix=matrix,
    )


def threshold() -> Exercise:
    """The area under a curve says nothing of one of its points."""
    positives, negatives, threshold = (0.4, 0.3), (0.2, 0.1, 0.05), 0.5
    positive = np.array([True] * len(positives) + [False] * len(negatives))
    scores = np.array([*positives, *negatives])
    ranking, found = worked_ranking(positive, scores), at_threshold(positive, scores, threshold)
    return Exercise(
        N_("AUC and the threshold"),
        N_(
            "A test gives these probabilities of being ill: {positives} to the ill, {negatives} to "
            "the healthy. Its ROC AUC is {area:g}. It calls people ill from {threshold} on."
        ),
        N_("What is the recall of the ill, as a fraction?"),
        {
            "positives": listed(positives),
            "negatives": listed(negatives),
            "area": ranking.value,
            "pairs": ranking.pairs,
            "threshold": threshold,
            "hits": found.true_positives,
            "ill": len(positives),
            "recall": found.recall,
            "lowest": min(positives),
        },
        (
            Answer(
                found.recall,
                N_(
                    "Right: {hits} of {ill} ill people reach {threshold}, so recall is {recall:g}, "
                    "though all {pairs} pairs are in the right order. AUC says how good the order "
                    "is, nothing of where the line is drawn: at {lowest} both would be found."
                ),
                right=True,
            ),
            Answer(
                ranking.value,
                N_(
                    "{area:g} is the AUC: every ill person has a higher probability than every "
                    "healthy one. But how many of the ill reach {threshold}?"
                ),
            ),
        ),
        N_("Not yet. Count the ill whose probability is {threshold} or more, of all {ill} ill."),
    )
