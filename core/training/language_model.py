"""The learner that language models share: gradient descent on windows of one long text."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from core.metrics.metric import Likelihoods
from core.metrics.scoring import score
from core.networks.language_model import LanguageModel, reading
from core.spec.language import LanguageParams, LanguageTraining
from core.training.learner import Scalar, Setup
from core.training.supervised import SupervisedLearner

MOST_TRIED = 8000
"""How many characters are read after each epoch: reading all of a long text would take longer than
the epoch. The scores at the end are of all."""


class LanguageModelLearner(SupervisedLearner):
    """Minimises the cross entropy of each next character within windows of the training text.

    A window begins with no memory of what came before it, so gradients reach back to its beginning
    at most (truncated backpropagation through time, Williams and Peng 1990). Windows stand side by
    side; with each pass over the text they begin elsewhere, so that none is learned by heart.
    """

    stops_by = "loss"

    def __init__(self, setup: Setup) -> None:
        text = len(setup.data.splits["train"])
        context = cast(LanguageParams, setup.spec.params).context
        self.context = min(context, text)
        self.windows = max(1, text // self.context - 1)
        super().__init__(setup)
        # Counted in characters, each of which is an example of what comes next.
        self.examples_per_step = self.windows * self.context / self.order.batches_per_epoch

    @property
    def model(self) -> LanguageModel:
        """The network as what it is."""
        return cast(LanguageModel, self.network)

    def drawn_from(self) -> int:
        """Return how many windows stand side by side in the training text."""
        return self.windows

    def steps_per_epoch(self) -> int:
        """Return how many batches were chosen to make an epoch, however long the text is."""
        return cast(LanguageTraining, self.training).steps_per_epoch

    def next_batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw windows (batch, context), and for each of their characters the one that follows."""
        offset = self.offset(self.order.epoch)
        starts = offset + self.context * self.order.next()
        places = (starts.unsqueeze(1) + torch.arange(self.context)).to(self.device)
        return self.inputs[places], self.targets[places]

    def offset(self, number: int) -> int:
        """Return where in the text the first window of a pass begins: hangs on the seed alone."""
        room = len(self.examples("train")) - self.windows * self.context + 1
        text = f"windows {self.setup.seed} {number}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") % room

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy of logits (batch, time, symbol), in nats a character."""
        return functional.cross_entropy(outputs.flatten(0, -2), targets.flatten())

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return which characters were the likeliest; their mean is the accuracy."""
        return {"accuracy": outputs.argmax(-1) == targets}

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Take one step of gradient descent, and tell its loss in bits, too."""
        for told in super().step(phase):
            yield told
            if told.name == "loss":
                yield told._replace(name="bits_per_character", value=told.value / math.log(2))

    def validation_scores(self) -> dict[str, float]:
        """Return what one looks at after each epoch, of the beginning of the validation text."""
        said = self.likelihoods("valid", MOST_TRIED)
        return {"loss": float(-said.log_likelihoods.mean()), **score(said, live=True)}

    def predict(self, split: str) -> Likelihoods:
        """Return how likely each character of a split was, given all before it in the split."""
        return self.likelihoods(split)

    def likelihoods(self, split: str, most: int | None = None) -> Likelihoods:
        """Return how likely each of the first `most` characters of a split was.

        The first character of a split has none before it, so it is only read, not judged: the
        targets of a text begin with its second.
        """
        examples = self.examples(split)
        targets: NDArray[np.int64] = examples.targets[:most].astype(np.int64)
        inputs = torch.from_numpy(examples.inputs[:most]).to(self.device)
        came = torch.from_numpy(targets).to(self.device)
        labels, logarithms, done = [], [], 0
        self.network.eval()
        with torch.inference_mode():
            for logits in reading(self.model, inputs):
                truth = came[done : done + len(logits), None]
                shares = logits.double().log_softmax(-1)
                logarithms.append(shares.gather(1, truth).squeeze(1).cpu())
                labels.append(logits.argmax(-1).cpu())
                done += len(logits)
        return Likelihoods(targets, torch.cat(labels).numpy(), torch.cat(logarithms).numpy())
