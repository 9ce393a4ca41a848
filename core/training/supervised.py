"""The learner that every supervised network shares: cross entropy, gradient descent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.data.dataset import Dataset, Examples, SplitName
from core.metrics.classification import classification_scores
from core.metrics.metric import Predictions
from core.spec.training import GradientTraining
from core.training.evaluation import Evaluation, evaluate_classifier
from core.training.learner import OnePhase, Progress, Scalar, Setup
from core.training.optimisers import make_optimiser, make_schedule

# What fits into a processor's cache: a quarter faster than 1024.
_PREDICTED_AT_ONCE = 256


class ClassifierLearner(OnePhase):
    """Trains a network to classify; a family adds `build_network`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.training = cast(GradientTraining, setup.spec.training)
        self.data = cast(Dataset, setup.data)
        self.device = torch.device(setup.device)
        self.network = self.build_network().to(self.device)
        train = self.examples("train")
        self.inputs = torch.from_numpy(train.inputs).to(self.device)
        self.targets = torch.from_numpy(train.targets).to(self.device)
        self.order = setup.order(len(train), self.training.batch_size)
        steps = self.training.epochs * self.order.batches_per_epoch
        self.optimiser = make_optimiser(list(self.network.parameters()), self.training)
        self.schedule = make_schedule(self.optimiser, self.training, steps)

    def build_network(self) -> nn.Module:
        """Return the untrained network: (batch, ...) to logits (batch, class)."""
        raise TypeError(f"{type(self).__name__} must say which network it trains")

    def examples(self, split: str) -> Examples:
        """Return the examples of a split."""
        return self.data.splits[cast(SplitName, split)]

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Take one step of gradient descent on the next batch."""
        batch = self.order.next().to(self.device)
        inputs, targets = self.inputs[batch], self.targets[batch]
        self.network.train()
        logits = self.network(inputs)
        loss = functional.cross_entropy(logits, targets)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.schedule.step()
        right = (logits.detach().argmax(1) == targets).float().mean()
        step = self.order.steps
        return (
            Scalar(step, "train", "loss", loss.detach()),
            Scalar(step, "train", "accuracy", right),
        )

    def progress(self) -> Progress:
        """Count steps in batches."""
        epochs = self.training.epochs
        return Progress(
            self.order.steps, epochs * self.order.batches_per_epoch, self.order.epoch, epochs
        )

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score the validation examples."""
        scores = classification_scores(self.predict("valid"), live=True)
        step = self.order.steps
        return [Scalar(step, "valid", name, value) for name, value in scores.items()]

    def evaluate(self, split: str) -> Evaluation:
        """Return all classification metrics on a split."""
        return evaluate_classifier(self.predict, split)

    def predict(self, split: str) -> Predictions:
        """Return the class probabilities of a split's examples."""
        examples = self.examples(split)
        self.network.eval()
        parts = []
        with torch.inference_mode():
            for start in range(0, len(examples), _PREDICTED_AT_ONCE):
                inputs = torch.from_numpy(examples.inputs[start : start + _PREDICTED_AT_ONCE])
                logits = self.network(inputs.to(self.device))
                parts.append(logits.double().softmax(1).cpu().numpy())
        return Predictions(examples.targets.astype(np.int64), np.concatenate(parts))

    def parameter_count(self) -> int:
        """Return the count of trainable numbers."""
        return sum(weight.numel() for weight in self.network.parameters())

    def state_dict(self) -> dict[str, Any]:
        """Return weights, optimiser and schedule."""
        return {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.last_epoch,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        # The learning rate itself is part of the optimiser's state.
        self.schedule.last_epoch = state["schedule"]
