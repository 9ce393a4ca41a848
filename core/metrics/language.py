"""Metrics of language models; all follow from how likely each character that came was to them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Likelihoods, Metric
from core.spec.message import N_


def surprises_in_bits(log_likelihoods: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return how many bits an ideal code would spend on each character: (character,).

    Args:
        log_likelihoods: (character,) natural logarithms of the probabilities of what came.
    """
    bits: NDArray[np.float64] = log_likelihoods.astype(np.float64) / -math.log(2)
    return bits


def bits_per_character(said: Likelihoods) -> float:
    """Return the mean surprise of a character, in bits (Shannon 1951).

    Infinite if the model held a character that came for impossible.
    """
    return float(surprises_in_bits(said.log_likelihoods).mean())


def perplexity(said: Likelihoods) -> float:
    """Return among how many equally likely characters the choice would be as hard on average."""
    return float(np.exp(-said.log_likelihoods.mean()))


def accuracy(said: Likelihoods) -> float:
    """Return the fraction of characters that were the most likely one."""
    return float(np.mean(said.labels == said.targets))


METRICS: tuple[Metric, ...] = (
    Metric(
        "bits_per_character",
        N_("Bits per character"),
        N_(
            "How many yes-or-no questions the next character costs on average, if they are asked "
            "as the model would. 0 is knowing every character in advance; guessing blindly among "
            "64 characters costs 6."
        ),
        r"-\frac{1}{n}\sum_i \log_2 p(x_i \mid x_1 \ldots x_{i-1})",
        N_("bits for each character"),
        False,
        bits_per_character,
        "Shannon 1951, Prediction and Entropy of Printed English",
        N_(
            "It depends on the text: a list of names costs more than prose, however good the "
            "model. Compare it on the same characters only; bits per word or per token are other "
            "numbers."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "perplexity",
        N_("Perplexity (per character)"),
        N_(
            "Among how many equally likely characters the model hesitates on average: two to the "
            "power of the bits per character. 1 is certainty and right; the size of the alphabet "
            "is blind guessing."
        ),
        r"2^{\,\text{bits per character}}",
        N_("characters"),
        False,
        perplexity,
        "Jelinek and others 1977",
        N_(
            "Do not compare it with perplexities per word or per token, which are far larger "
            "numbers for the same text. Being a power, it makes small differences look large."
        ),
        live=True,
        range=(1, math.inf),
    ),
    Metric(
        "accuracy",
        N_("Next character right"),
        N_(
            "Fraction of characters that the model found the most likely one before it saw them. "
            "It only looks at the first choice, not at how sure the model was."
        ),
        r"\frac{1}{n}\sum_i [\hat x_i = x_i]",
        N_("fraction"),
        True,
        accuracy,
        "scikit-learn user guide, accuracy_score",
        N_(
            "In a text of many spaces it is easy to be right often. Two models with the same one "
            "may write very different text: what matters there are all the probabilities."
        ),
        live=True,
        range=(0, 1),
    ),
)
