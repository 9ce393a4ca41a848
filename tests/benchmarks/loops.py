"""The same training four times: by the player, a bare loop, skorch and Lightning.

Each function trains the default network of `cnn` on the digits from scratch, on one thread, and
returns steps a second between the first step and the end of the last epoch. Making network,
optimiser and data is left out everywhere, and so is the player's final scoring.
"""

from __future__ import annotations

import logging
import math
import time
import warnings
from collections.abc import Callable
from typing import Any

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
from core.spec.run_spec import RunSpec
from core.store import runs
from core.training.player import Player

EPOCHS = 10
BATCH = 64
RATE = 3e-3
DECAY = 0.05
WHOLE = 1024  # examples validated at once

SPEC: RunSpec = build_spec(
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
INPUTS, TARGETS = (torch.from_numpy(a) for a in (DATA.splits["train"].inputs, DATA.splits["train"].targets))
STEPS = EPOCHS * math.ceil(len(INPUTS) / BATCH)


def network() -> nn.Module:
    """Return the untrained network."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return build_stack(network_rows(SPEC), tuple(INPUTS.shape[1:]))


def cosine(step: int) -> float:
    """Return the factor of the learning rate after so many steps."""
    return (1 + math.cos(math.pi * min(step / STEPS, 1))) / 2
