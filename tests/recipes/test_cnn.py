"""The CNN's presets fit every size of image, and the whole network ends in the output layer."""

import pytest
import torch

from core.catalog.build import inspect_network
from core.catalog.descriptions import Facts, Preset
from core.networks.stack import build_stack
from core.recipes.cnn import RECIPE, CNNParams
from core.spec.layers import Dense, Dropout, Flatten, Shape

CLASSES = ("cat", "dog", "bird")


@pytest.mark.parametrize("preset", RECIPE.presets, ids=lambda preset: preset.name)
@pytest.mark.parametrize("shape", [(1, 8, 8), (1, 28, 28), (3, 32, 32)], ids=str)
def test_every_preset_fits_every_size_of_image(preset: Preset, shape: Shape) -> None:
    params, training = RECIPE.params(**preset.params), RECIPE.training(**preset.training)
    followed = inspect_network(RECIPE, params, training, Facts(shape, CLASSES))
    assert followed.problem is None
    network = build_stack(followed.rows, shape)
    logits = network(torch.rand(2, *shape))
    assert logits.shape == (2, len(CLASSES))
    logits.sum().backward()
    assert all(weight.grad is not None for weight in network.parameters())


def test_dropout_and_output_layer_come_by_themselves() -> None:
    facts = Facts((1, 8, 8), CLASSES)
    assert RECIPE.layers is not None
    plain = RECIPE.layers(CNNParams(layers=(Flatten(),), dropout=0.0), facts)
    assert plain == [Flatten(), Dense(units=3)]
    dropping = RECIPE.layers(CNNParams(layers=(Flatten(),), dropout=0.5), facts)
    assert dropping == [Flatten(), Dropout(rate=0.5), Dense(units=3)]
