"""Importing torchvision, also beside a torch that it was not built for.

PyPI's torchvision is built for the CUDA torch. Beside a CPU torch its own operators are missing,
and importing it fails although nothing here uses them (pytorch/vision issues 9077 and 9085).
Declaring the two that it asks for on import is enough for datasets, transforms and models.
"""

from __future__ import annotations

import threading
from typing import Any

import torch

_MISSING = ("nms", "qnms")
_lock = threading.Lock()
_declared: list[torch.library.Library] = []  # kept: the declarations live as long as it does


def torchvision() -> Any:
    """Return the imported torchvision."""
    with _lock:
        try:
            import torchvision as module
        except RuntimeError:
            if not _declared:
                _declare_operators()
            import torchvision as module
    return module


def _declare_operators() -> None:
    """Declare the operators whose absence keeps torchvision from being imported."""
    library = torch.library.Library("torchvision", "DEF")
    for name in _MISSING:
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _declared.append(library)
