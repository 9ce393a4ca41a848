"""torchvision, imported as its users need it, also where a plain import fails."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import threading
from core.networks.vision import torchvision
found = []
threads = [threading.Thread(target=lambda: found.append(torchvision())) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 4 and len(set(map(id, found))) == 1
import torch
from torchvision.transforms import v2
image = torch.arange(16.0).reshape(1, 4, 4)
assert torch.equal(v2.functional.horizontal_flip(image), image.flip(-1))
assert found[0].datasets.MNIST and found[0].models.resnet18
"""


@pytest.mark.slow
def test_torchvision_is_imported_whole_and_once() -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, check=True, timeout=120)
