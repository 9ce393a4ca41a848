"""The same training by the player, by a bare loop, by skorch and by Lightning.

Each function trains the default network of `cnn` on the digits from scratch, on one thread, and
returns how fast it was between the first step and the end of the last epoch. Making network,
optimiser and data is left out everywhere, and so is the player's final scoring.
"""

from __future__ import annotations

import logging
import math
import time
import warnings
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, TensorDataset

from core.catalog.build import build_spec, network_rows
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset
from core.engine.journal import StoreJournal
from core.networks.stack import build_stack
from core.store import runs
from core.training.player import Player

EPOCHS = 6
BATCH = 64
RATE = 3e-3
DECAY = 0.05
WHOLE = 1024  # examples validated at once
LEAST_ACCURACY = 0.9  # or something other than this training was timed

SPEC = build_spec(
    {
        "recipe": "cnn",
        "dataset": "digits",
        "device": "cpu",
        "training": {
            "epochs": EPOCHS,
            "batch_size": BATCH,
            "optimiser": "adamw",
            "learning_rate": RATE,
            "schedule": "cosine",
            "weight_decay": DECAY,
        },
    }
)
DATA: Dataset = implementation(source("digits").loader)(SPEC.data)
TRAIN, VALID = DATA.splits["train"], DATA.splits["valid"]
STEPS = EPOCHS * math.ceil(len(TRAIN) / BATCH)


def network() -> nn.Module:
    """Return the untrained network."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    return build_stack(network_rows(SPEC), TRAIN.inputs.shape[1:])


def cosine(step: int) -> float:
    """Return the factor of the learning rate after so many steps."""
    return (1 + math.cos(math.pi * min(step / STEPS, 1))) / 2


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


def speed(began: Moment, ended: Moment, accuracy: float) -> Speed:
    """Return how fast a training was.

    Raises:
        RuntimeError: If too little was learned for the training to have been the one meant.
    """
    if accuracy < LEAST_ACCURACY:
        raise RuntimeError(f"a validation accuracy of {accuracy:.3f} is too low to be compared")
    return Speed(STEPS / (ended.wall - began.wall), STEPS / (ended.cpu - began.cpu))


class TimedJournal(StoreJournal):
    """Remembers when the last checkpoint was kept, which is when training was over."""

    last = Moment(0.0, 0.0)

    def checkpoint(self, *kept: Any) -> None:
        """Keep a state as ever."""
        super().checkpoint(*kept)
        self.last = now()


def player() -> Speed:
    """Train as a run does: events in the database, a checkpoint file each epoch."""
    run = runs.create(SPEC, name="benchmark")
    attempt = runs.claim(run, worker={})
    if attempt is None:
        raise RuntimeError("the benchmark's run was taken by another process")
    journal = TimedJournal(run, attempt)
    playing = Player(SPEC, journal)
    began = now()
    outcome = playing.play()
    return speed(began, journal.last, outcome.scores["valid"]["accuracy"])


def bare(*, validate: bool = True) -> Speed:
    """Train as one would by hand, the fast way: data as tensors, nothing kept."""
    inputs, targets = torch.from_numpy(TRAIN.inputs), torch.from_numpy(TRAIN.targets)
    model = network()
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY, fused=True)
    schedule = LambdaLR(optimiser, cosine)
    accuracy = 0.0
    began = now()
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):
            model.train()
            loss = functional.cross_entropy(model(inputs[batch]), targets[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        if validate:
            accuracy, _loss = validated(model)
    ended = now()
    return speed(began, ended, accuracy if validate else validated(model)[0])


def validated(model: nn.Module) -> tuple[float, float]:
    """Return accuracy and loss on the validation examples."""
    inputs, targets = torch.from_numpy(VALID.inputs), torch.from_numpy(VALID.targets)
    model.eval()
    with torch.inference_mode():
        logits = model(inputs)
        right = (logits.argmax(1) == targets).float().mean()
        return right.item(), functional.cross_entropy(logits, targets).item()


def bare_without_validation() -> Speed:
    """Train by hand without ever looking at the validation examples."""
    return bare(validate=False)


def with_skorch() -> Speed:
    """Train with skorch's classifier and its usual callbacks, silently."""
    from skorch import NeuralNetClassifier
    from skorch.callbacks import LRScheduler
    from skorch.dataset import Dataset as Pairs
    from skorch.helper import predefined_split

    classifier = NeuralNetClassifier(
        network(),
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.AdamW,
        optimizer__weight_decay=DECAY,
        optimizer__fused=True,
        lr=RATE,
        max_epochs=EPOCHS,
        batch_size=BATCH,
        iterator_train__shuffle=True,
        iterator_valid__batch_size=WHOLE,
        train_split=predefined_split(Pairs(VALID.inputs, VALID.targets)),
        callbacks=[("schedule", LRScheduler(LambdaLR, lr_lambda=cosine, step_every="batch"))],
        verbose=0,
    ).initialize()
    began = now()
    classifier.partial_fit(TRAIN.inputs, TRAIN.targets)
    ended = now()
    return speed(began, ended, float(np.asarray(classifier.history[-1, "valid_acc"])))


def with_lightning() -> Speed:
    """Train with Lightning; logging, checkpoints, progress bar and sanity check are off."""
    lightning = quiet_lightning()
    module = lightning_module(lightning)
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_epochs=EPOCHS,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
    )
    pairs = [
        TensorDataset(torch.from_numpy(part.inputs), torch.from_numpy(part.targets))
        for part in (TRAIN, VALID)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the number of data loading processes
        trainer.fit(
            module,
            DataLoader(pairs[0], batch_size=BATCH, shuffle=True),
            DataLoader(pairs[1], batch_size=WHOLE),
        )
    accuracy = float(trainer.callback_metrics["valid_accuracy"])
    return speed(module.began, module.ended, accuracy)


def quiet_lightning() -> Any:
    """Import Lightning, also where torchvision was built for another torch.

    Lightning imports torchmetrics, which imports torchvision; beside a CPU torch that fails unless
    the operators which torchvision misses are declared first.
    """
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        declare_torchvision_operators()
    import lightning.pytorch as lightning

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    return lightning


def declare_torchvision_operators() -> None:
    """Declare the operators whose absence keeps torchvision from being imported."""
    if LIBRARY:
        return
    LIBRARY.append(torch.library.Library("torchvision", "DEF"))
    for name in ("nms", "qnms"):
        LIBRARY[0].define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


LIBRARY: list[torch.library.Library] = []  # kept: the declarations live as long as it does


def lightning_module(lightning: Any) -> Any:
    """Return the training as a LightningModule that keeps the time."""

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.network = network()
            self.began = self.ended = now()

        def on_train_start(self):
            self.began = now()

        def on_train_end(self):
            self.ended = now()

        def training_step(self, batch, index):
            inputs, targets = batch
            return functional.cross_entropy(self.network(inputs), targets)

        def validation_step(self, batch, index):
            inputs, targets = batch
            logits = self.network(inputs)
            self.log("valid_accuracy", (logits.argmax(1) == targets).float().mean())
            self.log("valid_loss", functional.cross_entropy(logits, targets))

        def configure_optimizers(self):
            optimiser = torch.optim.AdamW(self.parameters(), RATE, weight_decay=DECAY, fused=True)
            schedule = {"scheduler": LambdaLR(optimiser, cosine), "interval": "step"}
            return {"optimizer": optimiser, "lr_scheduler": schedule}

    return Module()
