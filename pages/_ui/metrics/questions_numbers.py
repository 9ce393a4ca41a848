"""Exercises about regressors; their numbers are worked out here."""

from __future__ import annotations

import numpy as np

from core.metrics.worked import worked_regression
from core.spec.message import N_
from pages._ui.metrics.exercise import Answer, Exercise, listed


def regression() -> Exercise:
    """Precision is taken for a metric of regression."""
    targets, values = (20.0, 30.0, 40.0, 50.0), (23.0, 26.0, 45.0, 50.0)
    worked = worked_regression(np.array(targets), np.array(values))
    return Exercise(
        N_("A precision in minutes"),
        N_(
            "A model estimates how long a delivery takes. It said {values} minutes; it really took "
            "{targets} minutes. A colleague writes: “The model has a precision of {mae:g} minutes.”"
        ),
        N_("Which metric did the colleague really work out?"),
        {
            "values": listed(values),
            "targets": listed(targets),
            "errors": listed(worked.errors),
            "count": len(targets),
            "sum": worked.absolute_sum,
            "mae": worked.mae,
            "mse": worked.mse,
            "r2": worked.r2,
        },
        (
            Answer(
                "precision",
                N_(
                    "Precision is the fraction of true positives among everything that a "
                    "classifier called positive. Which delivery was called positive? There are "
                    "only minutes, so there is nothing to count. Look at the errors: {errors}."
                ),
                N_("Precision"),
            ),
            Answer(
                "mae",
                N_(
                    "Right. The errors are {errors} minutes; their sizes add up to {sum:g}, and "
                    "{sum:g} / {count} = {mae:g} minutes: the mean absolute error. Precision "
                    "belongs to classifiers; an estimate in minutes has none."
                ),
                N_("MAE"),
                right=True,
            ),
            Answer(
                "mse",
                N_(
                    "The mean squared error of these is {mse:g}, and its unit is minutes squared. "
                    "The colleague's number is another one, and in minutes."
                ),
                N_("MSE"),
            ),
            Answer(
                "r2",
                N_(
                    "R² is {r2:.3f} here; it has no unit and is never more than 1. The colleague's "
                    "number is in minutes."
                ),
                N_("R²"),
            ),
        ),
    )


def rmse() -> Exercise:
    """The root of the MSE is called MSE."""
    errors = (3.0, -4.0, 12.0, 0.0)
    worked = worked_regression(np.zeros(len(errors)), np.array(errors))
    return Exercise(
        N_("RMSE called MSE"),
        N_(
            "A model's errors are {errors} minutes. Its report says: “MSE: {rmse:g} minutes.” "
            "Minutes? Something is wrong with the name."
        ),
        N_("What is the MSE really, in minutes squared?"),
        {
            "errors": listed(errors),
            "count": len(errors),
            "squares": listed(worked.squared_errors),
            "sum": worked.squared_sum,
            "mae": worked.mae,
            "mse": worked.mse,
            "rmse": worked.rmse,
        },
        (
            Answer(
                worked.mse,
                N_(
                    "Right: the squares are {squares}, their sum {sum:g}, and {sum:g} / {count} = "
                    "{mse:g} minutes squared. The report's {rmse:g} is its square root, the RMSE: "
                    "the unit gave it away. Whoever compares it with another model's MSE compares "
                    "{rmse:g} with numbers like {mse:g}."
                ),
                right=True,
            ),
            Answer(
                worked.rmse,
                N_(
                    "{rmse:g} is the report's number. Its unit is minutes, while the mean of "
                    "squared minutes is in minutes squared: a root has been taken. Leave it out."
                ),
            ),
            Answer(
                worked.mae,
                N_(
                    "{mae:g} is the mean of the errors' sizes, the MAE. For the MSE, square each "
                    "error before taking the mean."
                ),
            ),
            Answer(
                worked.squared_sum,
                N_("{sum:g} is the sum of the squares; the M in MSE is for mean."),
            ),
        ),
        N_("Not yet. Square each error, add up the squares, and divide by how many there are."),
    )


def r2() -> Exercise:
    """R2 is taken for a square, which cannot be negative."""
    targets, values = (1.0, 2.0, 3.0), (3.0, 2.0, 1.0)
    worked = worked_regression(np.array(targets), np.array(values))
    correlation = float(np.corrcoef(targets, values)[0, 1])
    return Exercise(
        N_("A square below zero?"),
        N_(
            "The true values are {targets}; a model says {values}. Somebody claims: “R² is a "
            "square, so it lies between 0 and 1.”"
        ),
        N_("What is R² here?"),
        {
            "targets": listed(targets),
            "values": listed(values),
            "left": worked.squared_sum,
            "mean": worked.target_mean,
            "there": worked.deviation_sum,
            "r2": worked.r2,
            "correlation": correlation,
            "square": correlation**2,
        },
        (
            Answer(
                worked.r2,
                N_(
                    "Right: the squared errors add up to {left:g}, those of always saying the mean "
                    "{mean:g} to {there:g}, and 1 − {left:g} / {there:g} = {r2:g}. Despite its "
                    "name R² is no square: below 0, the model is worse than the mean."
                ),
                right=True,
            ),
            Answer(
                correlation**2,
                N_(
                    "{square:.0f} is the square of the correlation ({correlation:.0f}), which does "
                    "not care that the model is backwards. R² is 1 minus the sum of squared errors "
                    "divided by the sum of squared distances from the mean."
                ),
            ),
            Answer(
                0.0,
                N_(
                    "0 is the score of always saying the mean, {mean:g}. Compare the squared "
                    "errors of this model, {left:g} in all, with those of the mean, {there:g}."
                ),
            ),
        ),
        N_(
            "Not yet. Add up the squared errors, divide by the sum of squared distances of the "
            "true values from their mean, and take that from 1."
        ),
    )
