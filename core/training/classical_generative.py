"""Classical models that make examples: fitted in one step, with scikit-learn, and then drawn of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.code_mixture import CodeMixture
from core.training.evaluation import Evaluation
from core.training.fitted import FittedOnce
from core.training.generative import Examples, Generates
from core.training.learner import Scalar

if TYPE_CHECKING:
    import torch

    from core.networks.repair import Known

TRUSTED, NOISY = 1e-4, 0.02
"""How much variance a known value may have of its own, where it is sure and where it is noisy, in
units of the range from black to white."""


class ComponentParams(Parameters):
    """What all of them can be told."""

    components: int = setting(
        32,
        N_("Principal components"),
        N_(
            "In how many directions pictures may differ; what lies in other directions is left "
            "out. More keep finer detail, and more noise."
        ),
        ge=1,
        le=512,
        only_for=["image"],
    )


P = TypeVar("P", bound=ComponentParams)
Codes = NDArray[np.float64]


class ClassicalGenerator(FittedOnce[P], Generates):
    """Brings examples to their principal components; a recipe fits a mixture to these."""

    model: CodeMixture | None

    def bells(self, codes: Codes) -> tuple[Codes, Codes, Codes]:
        """Return weights, means and covariances of a mixture of codes, as `CodeMixture` has them.

        Args:
            codes: (example, code) of the training examples.
        """
        raise TypeError(f"{type(self).__name__} must say how codes are spread")

    @property
    def pictures(self) -> bool:
        """Whether what it makes are pictures, whose values lie within 0 and 1."""
        return self.data.splits["train"].inputs.ndim == 4

    def rows(self, examples: Examples) -> Codes:
        """Return examples as rows: (example, value)."""
        return examples.reshape(len(examples), -1).astype(np.float64)

    def fit(self) -> CodeMixture:
        """Fit the components, and to what they say of the training examples the mixture."""
        from sklearn.decomposition import PCA

        rows = self.rows(self.data.splits["train"].inputs)
        most = min(rows.shape)
        wanted = min(self.params.components, most) if self.pictures else most
        components = PCA(wanted, random_state=0).fit(rows)
        codes = components.transform(rows)
        left = max(0.0, float(rows.var(0).sum() - codes.var(0).sum())) / rows.shape[1]
        return CodeMixture(components.mean_, components.components_, left, *self.bells(codes))

    def fitted(self) -> CodeMixture:
        """Return the mixture, which must be there."""
        assert self.model is not None, "it was not fitted"
        return self.model

    def sample(self, count: int, seed: int) -> Examples:
        """Return `count` examples that are drawn of the mixture."""
        model = self.fitted()
        return self._as_examples(model.decoded(model.draw(count, np.random.default_rng(seed))))

    def rebuild(self, examples: Examples) -> Examples | None:
        """Return examples as their components say; None if these leave nothing out."""
        model = self.fitted()
        if len(model.basis) == len(model.mean):
            return None
        return self._as_examples(model.decoded(model.codes(self.rows(examples))))

    def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
        """Return what is to be expected of an example (value,) of which this is known."""
        import torch

        trust = NOISY if known.is_noisy else TRUSTED
        matrix, values = known.matrix.double().numpy(), known.values.double().numpy()
        found = torch.from_numpy(self.fitted().expected(matrix, values, trust)).float()
        if self.pictures:
            found = found.clamp(0, 1)
        return torch.where(known.fixed, known.start, found)

    def _as_examples(self, rows: Codes) -> Examples:
        shape = self.data.splits["train"].inputs.shape[1:]
        made: Examples = rows.astype(np.float32).reshape(-1, *shape)
        return made.clip(0, 1) if self.pictures else made

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score what it makes, once it is fitted."""
        return [] if self.model is None else Generates.epoch_scores(self)

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores; none before it is fitted."""
        return Evaluation({}, 0.0) if self.model is None else Generates.evaluate(self, split)

    def parameter_count(self) -> int:
        """Return how many numbers describe components and bells."""
        if self.model is None:
            return 0
        kept = self.model
        symmetric = kept.covariances.shape[1] * (kept.covariances.shape[1] + 1) // 2
        parts = (kept.mean, kept.basis, kept.weights, kept.means)
        count: int = sum(part.size for part in parts) + len(kept.covariances) * symmetric
        return count
