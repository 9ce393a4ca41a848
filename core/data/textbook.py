"""`iris`, `wine`, `breast_cancer`, `diabetes`: real tables of many a textbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.tables import FeatureNoise, Table, TableParams, table_dataset, table_facts
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class RealParams(TableParams, FeatureNoise):
    """Settings of a real table."""


class UnscaledParams(Parameters):
    """In which units the features are."""

    unscaled: bool = setting(
        False,
        N_("Features in their own units"),
        N_(
            "Years of age instead of numbers around 0, and so on. As scikit-learn hands them out, "
            "each column has mean 0 and a sum of squares of 1. Models that scale by themselves, "
            "and trees, do not care."
        ),
    )


class DiabetesParams(RealParams, UnscaledParams):
    """Settings of `diabetes`."""


@dataclass(frozen=True)
class RealTable:
    """A table of scikit-learn's.

    Attributes:
        name: The catalog name; `load_NAME` is the function in `sklearn.datasets`.
        count: How many examples it has.
        features: Names of its columns (marked texts).
        target: What is predicted (marked text).
        classes: Class names in label order (marked texts); empty where a number is predicted.
        unit: Of the target, where it is a number (marked text).
    """

    name: str
    count: int
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    unit: str = field(default="", kw_only=True)

    def facts(self, params: RealParams) -> Facts:
        """Return what is known before loading."""
        return table_facts(params, len(self.features), self.classes, self.count)

    def load(self, params: RealParams) -> Dataset:
        """Return the table: (example, feature), float32."""
        from sklearn import datasets

        told: dict[str, Any] = {}
        if isinstance(params, DiabetesParams):
            told["scaled"] = not params.unscaled
        inputs, answers = getattr(datasets, f"load_{self.name}")(return_X_y=True, **told)
        targets = answers.astype(np.int64 if self.classes else np.float32)
        table = Table(
            inputs.astype(np.float32), targets, self.features, self.classes, self.target, self.unit
        )
        return table_dataset(self.name, table, params, params.noise)


IRIS = RealTable(
    "iris",
    150,
    (
        *(N_("sepal length (cm)"), N_("sepal width (cm)")),
        *(N_("petal length (cm)"), N_("petal width (cm)")),
    ),
    N_("species"),
    ("setosa", "versicolor", "virginica"),
)
WINE = RealTable(
    "wine",
    178,
    (
        *(N_("alcohol"), N_("malic acid"), N_("ash"), N_("alcalinity of ash"), N_("magnesium")),
        *(N_("total phenols"), N_("flavanoids"), N_("nonflavanoid phenols")),
        *(N_("proanthocyanins"), N_("colour intensity"), N_("hue")),
        *(N_("OD280/OD315 of diluted wines"), N_("proline")),
    ),
    N_("cultivar"),
    (N_("cultivar 1"), N_("cultivar 2"), N_("cultivar 3")),
)
BREAST_CANCER = RealTable(
    "breast_cancer",
    569,
    (
        *(N_("mean radius"), N_("mean texture"), N_("mean perimeter"), N_("mean area")),
        *(N_("mean smoothness"), N_("mean compactness"), N_("mean concavity")),
        *(N_("mean concave points"), N_("mean symmetry"), N_("mean fractal dimension")),
        *(N_("radius error"), N_("texture error"), N_("perimeter error"), N_("area error")),
        *(N_("smoothness error"), N_("compactness error"), N_("concavity error")),
        *(N_("concave points error"), N_("symmetry error"), N_("fractal dimension error")),
        *(N_("worst radius"), N_("worst texture"), N_("worst perimeter"), N_("worst area")),
        *(N_("worst smoothness"), N_("worst compactness"), N_("worst concavity")),
        *(N_("worst concave points"), N_("worst symmetry"), N_("worst fractal dimension")),
    ),
    N_("diagnosis"),
    (N_("malignant"), N_("benign")),
)
DIABETES = RealTable(
    "diabetes",
    442,
    (
        *(N_("age"), N_("sex"), N_("body mass index"), N_("mean blood pressure")),
        *(N_("total cholesterol"), N_("LDL cholesterol"), N_("HDL cholesterol")),
        *(N_("total cholesterol / HDL"), N_("log of triglycerides"), N_("blood sugar")),
    ),
    N_("progression of the disease after one year"),
    # The authors tell its range, 25 to 346, but no unit.
    unit=N_("points"),
)


def _source(
    table: RealTable,
    title: str,
    summary: str,
    origin: str,
    licence: str = "CC BY 4.0",
    params: type[Parameters] = RealParams,
) -> DataSource:
    return DataSource(
        name=table.name,
        title=title,
        summary=summary,
        kind="tabular",
        task="classification" if table.classes else "regression",
        loader=f"core.data.textbook:{table.name.upper()}.load",
        facts=table.facts,
        params=params,
        origin=origin,
        licence=licence,
    )


SOURCE = (
    _source(
        IRIS,
        N_("Iris flowers"),
        N_(
            "Length and width of the petals and sepals of 150 flowers; which of three species is "
            "each? One species stands apart, two overlap."
        ),
        N_("Fisher 1936, UCI Machine Learning Repository, as shipped with scikit-learn"),
    ),
    _source(
        WINE,
        N_("Wines"),
        N_(
            "Thirteen chemical measurements of 178 wines from one region; from which of three "
            "cultivars is each? Their units differ widely, so scaling matters."
        ),
        N_("Forina and others 1988, UCI Machine Learning Repository, as shipped with scikit-learn"),
    ),
    _source(
        BREAST_CANCER,
        N_("Breast cancer"),
        N_(
            "Thirty measurements of cell nuclei in 569 tissue samples; is the tumour malignant or "
            "benign? 357 are benign, so always saying so is right in 63 %."
        ),
        N_(
            "Wolberg, Street and Mangasarian 1993, UCI Machine Learning Repository, as shipped "
            "with scikit-learn"
        ),
    ),
    _source(
        DIABETES,
        N_("Diabetes"),
        N_(
            "Ten measurements of 442 patients; how far will their diabetes have progressed a year "
            "later, from 25 to 346 points? Nobody predicts it well."
        ),
        N_("Efron, Hastie, Johnstone and Tibshirani 2004, as shipped with scikit-learn"),
        N_("none stated"),
        DiabetesParams,
    ),
)
