"""The learner that networks share which turn one string into another: a symbol at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from torch.nn import functional

from core.data.symbols import decode
from core.metrics.metric import Transcripts
from core.metrics.scoring import score
from core.networks.transducer import START, Transducer
from core.training.supervised import SupervisedLearner


class TransductionLearner(SupervisedLearner):
    """Minimises the cross entropy of each symbol of the answer, given the right ones before it.

    So the network is shown what it should have written (teacher forcing, Williams and Zipser 1989),
    while its own answers are built upon what it wrote itself, always the likeliest symbol.
    """

    stops_by = "loss"
    at_once = 512

    def answered(self, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, target, symbol) of sources (batch, source) and their answers."""
        logits: torch.Tensor = self.network(inputs, shown(targets))
        return logits

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean cross entropy of the symbols, the end with them and padding without."""
        return functional.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=0)

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the fraction of symbols that would be right after the right ones before."""
        there = targets != 0
        right = (outputs.argmax(-1) == targets) & there
        return {"symbols_right": right.sum() / there.sum()}

    def predict(self, split: str) -> Transcripts:
        """Return what the network writes for a split's examples."""
        examples = self.examples(split)
        network = cast(Transducer, self.network.eval())
        longest, written = examples.targets.shape[1], list[str]()
        with torch.inference_mode():
            for inputs in torch.from_numpy(examples.inputs).split(self.at_once):
                answers = network.write(inputs.to(self.device), longest)
                written += [decode(row, self.data.vocabulary) for row in answers.tolist()]
        right = [decode(row, self.data.vocabulary) for row in examples.targets.tolist()]
        return Transcripts(np.array(right, dtype=np.str_), np.array(written, dtype=np.str_))

    def validation_scores(self) -> dict[str, float]:
        """Return the loss on the validation examples, and how good what it writes is."""
        examples = self.examples("valid")
        self.network.eval()
        sums, count = torch.zeros((), device=self.device), 0
        with torch.inference_mode():
            pairs = (torch.from_numpy(part) for part in (examples.inputs, examples.targets))
            for inputs, targets in zip(*(part.split(self.at_once) for part in pairs), strict=True):
                sources, answers = inputs.to(self.device), targets.to(self.device)
                symbols = int((targets != 0).sum())
                sums += self.loss(self.answered(sources, answers), answers) * symbols
                count += symbols
        return {"loss": (sums / count).item(), **score(self.predict("valid"), live=True)}


def shown(targets: torch.Tensor) -> torch.Tensor:
    """Return what stands before each symbol of right answers: (batch, target), start first."""
    start = torch.full_like(targets[:, :1], START)
    return torch.cat((start, targets[:, :-1]), 1)
