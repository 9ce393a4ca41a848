"""The same training by the player, by a bare loop, by skorch and by Lightning.

Each function trains the network of a `Case` on its digits from scratch, on one thread, and
returns how fast it was between the first step and the end of the last epoch. Making network,
optimiser and data is left out everywhere, and so is the player's final scoring.
"""

from __future__ import annotations

import logging
import math
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, TensorDataset

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset, Examples
from core.engine.journal import StoreJournal
from core.networks.build import untrained_network
from core.networks.vision import torchvision
from core.recipes.rnn import RNNParams
from core.recipes.transformer import SequenceTransformerParams
from core.spec.run_spec import RunSpec
from core.store import runs
from core.training.player import Outcome, Player
from tests.benchmarks.in_turn import Training

RATE = 3e-3
DECAY = 0.05
WHOLE = 1024  # examples validated at once
LEAST_ACCURACY = 0.8  # or something other than this training was timed


@dataclass(frozen=True)
class Case:
    """A network, and for how many epochs it is trained.

    Attributes:
        params: Of the recipe.
        epochs: How often all digits are seen.
        recipe: Whose network it is.
        dataset: The digits as that takes them.
        handmade: Makes the network that the other loops train; None for the recipe's own.
        batch: Examples a step, as many as the recipe's own training has.
    """

    params: dict[str, Any]
    epochs: int
    recipe: str = "cnn"
    dataset: str = "digits"
    handmade: Callable[[], nn.Module] | None = None
    batch: int = 64

    @cached_property
    def spec(self) -> RunSpec:
        """The whole setup."""
        training = {
            "epochs": self.epochs,
            "batch_size": self.batch,
            "optimiser": "adamw",
            "learning_rate": RATE,
            "schedule": "cosine",
            "weight_decay": DECAY,
            "gradient_clip": None,
        }
        return build_spec(
            {
                "recipe": self.recipe,
                "dataset": self.dataset,
                "device": "cpu",
                "params": self.params,
                "training": training,
            }
        )

    @cached_property
    def train(self) -> Examples:
        """The digits to learn from."""
        return self._data.splits["train"]

    @cached_property
    def valid(self) -> Examples:
        """Those that are looked at after each epoch."""
        return self._data.splits["valid"]

    @cached_property
    def _data(self) -> Dataset:
        data: Dataset = implementation(source(self.dataset).loader)(self.spec.data)
        return data

    @property
    def steps(self) -> int:
        """Steps of training in all."""
        return self.epochs * math.ceil(len(self.train) / self.batch)

    def cosine(self, step: int) -> float:
        """Return the factor of the learning rate after so many steps."""
        return (1 + math.cos(math.pi * min(step / self.steps, 1))) / 2

    def network(self) -> nn.Module:
        """Return the untrained network."""
        torch.set_num_threads(1)
        torch.manual_seed(0)
        if self.handmade is not None:
            return self.handmade()
        return untrained_network(self.spec, facts_of(self.spec))


def _plain() -> dict[str, Any]:
    """Return two convolutions, pooled, and a hidden layer: fast, so that overhead shows."""
    layers = [
        layer
        for channels in (16, 32)
        for layer in (
            {"type": "convolution", "channels": channels},
            {"type": "activation"},
            {"type": "max_pool"},
        )
    ]
    ending = [{"type": "flatten"}, {"type": "dense", "units": 64}, {"type": "activation"}]
    return {"layers": layers + ending, "dropout": 0}


class HandmadeGRU(nn.Module):
    """The network of `rnn` as one would write it for this one purpose."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.GRU(8, RNNParams().hidden, batch_first=True)
        self.dropout = nn.Dropout(RNNParams().dropout)
        self.head = nn.Linear(RNNParams().hidden, 10)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Map (batch, 8, 8) to logits (batch, 10)."""
        steps, _ = self.layers(rows)
        logits: torch.Tensor = self.head(self.dropout(steps[:, -1]))
        return logits


class HandmadeTransformer(nn.Module):
    """The network of `transformer` as one would write it, of torch's own layers."""

    def __init__(self) -> None:
        super().__init__()
        params = SequenceTransformerParams()
        self.embedding = nn.Linear(8, params.width)
        self.positions = nn.Parameter(torch.randn(8, params.width))
        layer = nn.TransformerEncoderLayer(
            params.width,
            params.heads,
            params.feed_forward,
            dropout=0.0,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        norm = nn.LayerNorm(params.width)
        self.layers = nn.TransformerEncoder(layer, params.layers, norm, enable_nested_tensor=False)
        self.head = nn.Linear(params.width, 10)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Map (batch, 8, 8) to logits (batch, 10)."""
        places = self.layers(self.embedding(rows) + self.positions)
        logits: torch.Tensor = self.head(places.mean(1))
        return logits


DEFAULT = Case({}, epochs=7)
PLAIN = Case(_plain(), epochs=13)
RECURRENT = Case({}, 10, "rnn", "digit_rows", HandmadeGRU, 32)
TRANSFORMER = Case({"dropout": 0.0}, 7, "transformer", "digit_rows", HandmadeTransformer, 32)


class Moment(NamedTuple):
    """A point in time: seconds of the clock on the wall, and of this process on the processor."""

    wall: float
    cpu: float


def now() -> Moment:
    """Read both clocks."""
    return Moment(time.perf_counter(), time.process_time())


class Speed(NamedTuple):
    """Steps a second of the wall's clock, and of processor time, which other processes spare."""

    wall: float
    cpu: float


def learned(accuracy: float | None) -> None:
    """Raise RuntimeError if too little was learned for a training to have been the one meant."""
    if accuracy is None or accuracy < LEAST_ACCURACY:
        raise RuntimeError(f"a validation accuracy of {accuracy} is too low to be compared")


def learned_well(found: Outcome) -> None:
    """Raise RuntimeError if the player's training was not the one meant."""
    learned(found.scores["valid"]["accuracy"])


def speed(case: Case, began: Moment, ended: Moment, accuracy: float) -> Speed:
    """Return how fast a training was.

    Raises:
        RuntimeError: If too little was learned for the training to have been the one meant.
    """
    learned(accuracy)
    return Speed(case.steps / (ended.wall - began.wall), case.steps / (ended.cpu - began.cpu))


class TimedJournal(StoreJournal):
    """Remembers when the last checkpoint was kept, which is when training was over."""

    last = Moment(0.0, 0.0)

    def _keep(self, *kept: Any) -> None:
        """Keep a state as ever."""
        super()._keep(*kept)
        self.last = now()


def player(case: Case) -> Speed:
    """Train as a run does: events in the database, a checkpoint file each epoch."""
    run = runs.create(case.spec, name="benchmark")
    attempt = runs.claim(run, worker={})
    if attempt is None:
        raise RuntimeError("the benchmark's run was taken by another process")
    journal = TimedJournal(run, attempt)
    playing = Player(case.spec, journal)
    began = now()
    outcome = playing.play()
    accuracy = outcome.scores["valid"]["accuracy"]
    assert accuracy is not None, "a network's accuracy is always defined"
    return speed(case, began, journal.last, accuracy)


def by_hand_channels_last(case: Case) -> Training:
    """Train as `by_hand` does, with the weights of convolutions laid out as the player has them."""
    return by_hand(case, torch.channels_last)


def by_hand(case: Case, layout: torch.memory_format = torch.preserve_format) -> Training:
    """Train as one would by hand, the fast way: data as tensors, nothing kept."""
    inputs, targets = torch.from_numpy(case.train.inputs), torch.from_numpy(case.train.targets)
    model = case.network().to(memory_format=layout)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY, fused=True)
    schedule = LambdaLR(optimiser, case.cosine)
    accuracy = 0.0
    for _ in range(case.epochs):
        yield
        for batch in torch.randperm(len(inputs)).split(case.batch):
            model.train()
            loss = functional.cross_entropy(model(inputs[batch]), targets[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        accuracy, _loss = validated(model, case)
    learned(accuracy)


def validated(model: nn.Module, case: Case) -> tuple[float, float]:
    """Return accuracy and loss on the validation examples."""
    inputs, targets = torch.from_numpy(case.valid.inputs), torch.from_numpy(case.valid.targets)
    model.eval()
    with torch.inference_mode():
        logits = model(inputs)
        right = (logits.argmax(1) == targets).float().mean()
        return right.item(), functional.cross_entropy(logits, targets).item()


def with_skorch(case: Case) -> Speed:
    """Train with skorch doing what the player does: each epoch it keeps a checkpoint, too."""
    from skorch.callbacks import Checkpoint

    with tempfile.TemporaryDirectory() as folder:
        return _skorch(case, [("checkpoint", Checkpoint(monitor=None, dirname=folder))])


def with_lean_skorch(case: Case) -> Speed:
    """Train with skorch's usual callbacks alone, silently and without checkpoints."""
    return _skorch(case, [])


def _skorch(case: Case, callbacks: list[Any]) -> Speed:
    from skorch import NeuralNetClassifier
    from skorch.callbacks import LRScheduler
    from skorch.dataset import Dataset as Pairs
    from skorch.helper import predefined_split

    schedule = LRScheduler(LambdaLR, lr_lambda=case.cosine, step_every="batch")
    classifier = NeuralNetClassifier(
        case.network(),
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.AdamW,
        optimizer__weight_decay=DECAY,
        optimizer__fused=True,
        lr=RATE,
        max_epochs=case.epochs,
        batch_size=case.batch,
        iterator_train__shuffle=True,
        iterator_valid__batch_size=WHOLE,
        train_split=predefined_split(Pairs(case.valid.inputs, case.valid.targets)),
        callbacks=[("schedule", schedule), *callbacks],
        verbose=0,
    ).initialize()
    began = now()
    classifier.partial_fit(case.train.inputs, case.train.targets)
    ended = now()
    return speed(case, began, ended, float(np.asarray(classifier.history[-1, "valid_acc"])))


def with_lightning(case: Case) -> Speed:
    """Train with Lightning doing what the player does: each step's loss and accuracy are logged,
    each epoch it keeps a checkpoint."""
    lightning = quiet_lightning()
    with tempfile.TemporaryDirectory() as folder:
        return _lightning(
            case,
            lightning,
            logger=lightning.loggers.CSVLogger(folder),
            log_every_n_steps=1,
            callbacks=[lightning.callbacks.ModelCheckpoint(folder, save_top_k=-1)],
        )


def with_lean_lightning(case: Case) -> Speed:
    """Train with Lightning, logging and checkpoints off."""
    return _lightning(case, quiet_lightning(), logger=False, enable_checkpointing=False)


def _lightning(case: Case, lightning: Any, **kept: Any) -> Speed:
    module = lightning_module(case, lightning)
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_epochs=case.epochs,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        **kept,
    )
    pairs = [
        TensorDataset(torch.from_numpy(part.inputs), torch.from_numpy(part.targets))
        for part in (case.train, case.valid)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the number of data loading processes
        trainer.fit(
            module,
            DataLoader(pairs[0], batch_size=case.batch, shuffle=True),
            DataLoader(pairs[1], batch_size=WHOLE),
        )
    accuracy = float(trainer.callback_metrics["valid_accuracy"])
    return speed(case, module.began, module.ended, accuracy)


def quiet_lightning() -> Any:
    """Import Lightning, which imports torchmetrics, which imports torchvision."""
    torchvision()
    import lightning.pytorch as lightning

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    return lightning


def lightning_module(case: Case, lightning: Any) -> Any:
    """Return the training as a LightningModule that keeps the time."""

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.network = case.network()
            self.began = self.ended = now()

        def on_train_start(self):
            self.began = now()

        def on_train_end(self):
            self.ended = now()

        def training_step(self, batch, index):
            inputs, targets = batch
            logits = self.network(inputs)
            loss = functional.cross_entropy(logits, targets)
            if self.trainer.logger:
                self.log("loss", loss)
                self.log("accuracy", (logits.argmax(1) == targets).float().mean())
            return loss

        def validation_step(self, batch, index):
            inputs, targets = batch
            logits = self.network(inputs)
            self.log("valid_accuracy", (logits.argmax(1) == targets).float().mean())
            self.log("valid_loss", functional.cross_entropy(logits, targets))

        def configure_optimizers(self):
            optimiser = torch.optim.AdamW(self.parameters(), RATE, weight_decay=DECAY, fused=True)
            schedule = {"scheduler": LambdaLR(optimiser, case.cosine), "interval": "step"}
            return {"optimizer": optimiser, "lr_scheduler": schedule}

    return Module()
