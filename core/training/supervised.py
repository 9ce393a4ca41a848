"""The learner that every supervised network shares: gradient descent on batches of examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_, get_total_norm

from core.catalog.build import facts_of
from core.data.dataset import Dataset, Examples, SplitName
from core.metrics.metric import Answers, Predictions
from core.metrics.scoring import score
from core.networks.build import untrained_network
from core.spec.training import ClassifierTraining, SupervisedTraining
from core.training.devices import placed
from core.training.early_stopping import EarlyStopping
from core.training.evaluation import Evaluation, evaluate
from core.training.learner import OnePhase, Progress, Scalar, Setup
from core.training.optimisers import (
    forget_gradients,
    make_optimiser,
    make_schedule,
    resume_optimiser,
)

STEPS_BETWEEN_SAMPLES = 10
"""How often learning rate and gradient norm are recorded: a norm of each step would cost 2 %."""
VALUES_AT_ONCE = 2**15
"""How many numbers a network is given at least when it is to answer for many small examples."""


class SupervisedLearner(OnePhase):
    """Trains a network; a family says which one, what its loss is and what its outputs mean."""

    stops_by: ClassVar[str]
    """Which of the validation scores early stopping looks at; lower is better."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.training = cast(SupervisedTraining, setup.spec.training)
        self.data = cast(Dataset, setup.data)
        self.device = torch.device(setup.device)
        self.network = placed(self.build_network(), self.device)
        train = self.examples("train")
        self.inputs = torch.from_numpy(train.inputs).to(self.device)
        self.targets = torch.from_numpy(train.targets).to(self.device)
        self.order = setup.order(self.drawn_from(), self.training.batch_size)
        self.examples_per_step = self.order.size / self.order.batches_per_epoch
        self.parameters = self.trained()
        self.optimiser = make_optimiser(self.parameters, self.training)
        steps = self.training.epochs * self.steps_per_epoch()
        self.schedule = make_schedule(self.optimiser, self.training, steps)
        self.stopping = EarlyStopping(
            self.network, self.training.early_stopping, self.training.epochs
        )

    def build_network(self) -> nn.Module:
        """Return the untrained network: (batch, ...) to outputs (batch, output)."""
        return untrained_network(self.setup.spec, facts_of(self.setup.spec))

    def drawn_from(self) -> int:
        """Return how many examples there are to draw batches from."""
        return len(self.examples("train"))

    def steps_per_epoch(self) -> int:
        """Return how many steps make an epoch; by default each example is seen once."""
        return self.order.batches_per_epoch

    def trained(self) -> list[nn.Parameter]:
        """Return the tensors that the optimiser updates."""
        return list(self.network.parameters())

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return what a step makes smaller: the mean over a batch."""
        raise TypeError(f"{type(self).__name__} must say what its loss is")

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return by name what else is told of a training batch."""
        raise TypeError(f"{type(self).__name__} must say what it tells of a batch")

    def answers(self, outputs: torch.Tensor, targets: NDArray[np.generic]) -> Answers:
        """Return what outputs (example, output) say of examples."""
        raise TypeError(f"{type(self).__name__} must say what its outputs mean")

    def examples(self, split: str) -> Examples:
        """Return the examples of a split."""
        return self.data.splits[cast(SplitName, split)]

    def augmented(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return a batch of training inputs as the network is to see it; a family may change it."""
        return inputs

    def next_batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw the next batch: inputs as the network is to see them, and targets."""
        batch = self.order.next().to(self.device)
        # Of pictures of 28 x 28 this takes a fifth of the time that an index in brackets does.
        inputs, targets = (each.index_select(0, batch) for each in (self.inputs, self.targets))
        return self.augmented(inputs), targets

    def answered(self, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the outputs for a training batch; a family may show the network its targets."""
        outputs: torch.Tensor = self.network(inputs)
        return outputs

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Take one step of gradient descent on the next batch."""
        inputs, targets = self.next_batch()
        if not self.network.training:  # telling every layer so costs a small network 1 % of a step
            self.network.train()
        outputs = self.answered(inputs, targets)
        loss = self.loss(outputs, targets)
        forget_gradients(self.parameters)
        loss.backward()
        step = self.order.steps
        sampled = self._descend(step)
        judged = self.judged(outputs.detach(), targets)
        return (
            Scalar(step, "train", "loss", loss.detach()),
            *(Scalar(step, "train", name, value) for name, value in judged.items()),
            *sampled,
        )

    def _descend(self, step: int) -> Iterable[Scalar]:
        """Update the weights; at every tenth step return learning rate and gradient norm.

        The norm is that of all gradients together, before any clipping.
        """
        clip, norm = self.training.gradient_clip, None
        samples = step % STEPS_BETWEEN_SAMPLES == 1
        if clip is not None:
            norm = clip_grad_norm_(self.parameters, clip)
        elif samples:
            norm = get_total_norm(
                [weight.grad for weight in self.parameters if weight.grad is not None]
            )
        rate = self.optimiser.param_groups[0]["lr"]
        self.optimiser.step()
        self.schedule.step()
        if not samples:
            return ()
        return (
            Scalar(step, "train", "learning_rate", rate),
            Scalar(step, "train", "gradient_norm", norm),
        )

    def progress(self) -> Progress:
        """Count steps in batches; where early stopping has come, there are no more."""
        step, steps, epochs = self.order.steps, self.steps_per_epoch(), self.training.epochs
        epoch = step // steps
        if self.stopping.over:
            return Progress(step, step, epoch, epoch)
        return Progress(step, epochs * steps, epoch, epochs)

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score the validation examples, which may end the training."""
        scores = self.validation_scores()
        self.stopping.look(self.progress().epoch, scores[self.stops_by])
        step = self.order.steps
        return [Scalar(step, "valid", name, value) for name, value in scores.items()]

    def validation_scores(self) -> dict[str, float]:
        """Return what one looks at after each epoch, by name."""
        return score(self.predict("valid"), live=True)

    def evaluate(self, split: str) -> Evaluation:
        """Return all metrics on a split."""
        return evaluate(self.predict, split)

    def predict(self, split: str) -> Answers:
        """Return what the network says of a split's examples."""
        return self.answers(self.outputs(split), self.examples(split).targets)

    def outputs(self, split: str) -> torch.Tensor:
        """Return what comes out for a split's examples: (example, output), on the device."""
        examples = self.examples(split)
        # Nothing is kept for gradients, so that more fit where a batch of the training does; where
        # examples are small, as many as are little work.
        small = VALUES_AT_ONCE // max(1, examples.inputs[:1].size)
        at_once = max(4 * self.training.batch_size, small)
        self.network.eval()
        parts = []
        with torch.inference_mode():
            for start in range(0, len(examples), at_once):
                inputs = torch.from_numpy(examples.inputs[start : start + at_once])
                parts.append(self.network(inputs.to(self.device)))
            return torch.cat(parts)

    def parameter_count(self) -> int:
        """Return the count of trainable numbers."""
        return sum(weight.numel() for weight in self.network.parameters())

    def size_bytes(self) -> int:
        """Return the bytes of the weights, and of what its layers keep besides."""
        return sum(
            kept.numel() * kept.element_size() for kept in self.network.state_dict().values()
        )

    def state_dict(self) -> dict[str, Any]:
        """Return weights, optimiser, schedule and the best epoch so far."""
        return {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.last_epoch,
            "stopping": self.stopping.state_dict(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])
        resume_optimiser(self.optimiser, state["optimiser"])
        # The learning rate itself is part of the optimiser's state.
        self.schedule.last_epoch = state["schedule"]
        self.stopping.load_state_dict(state["stopping"])


class ClassifierLearner(SupervisedLearner):
    """Trains a network to classify by cross entropy; a family adds `build_network`."""

    stops_by = "log_loss"

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy of logits (batch, class)."""
        smoothing = cast(ClassifierTraining, self.training).label_smoothing
        return functional.cross_entropy(outputs, targets, label_smoothing=smoothing)

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return which examples are right; their mean is the accuracy."""
        return {"accuracy": outputs.argmax(1) == targets}

    def answers(self, outputs: torch.Tensor, targets: NDArray[np.generic]) -> Predictions:
        """Return the class probabilities."""
        probabilities = outputs.double().softmax(1).cpu().numpy()
        return Predictions(targets.astype(np.int64), probabilities)
