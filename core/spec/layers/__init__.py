"""Layer lists as data, with the shapes, parameters and multiply-adds of every layer.

All arithmetic is here, without torch; tests hold it equal to torch's own. A new layer is a class
in `general.py` or `spatial.py`, an entry of the `Layer` union in `stack.py`, and its module in
`core/networks/stack.py`. Those of `tabular.py` are not in the union, for nobody chooses them one by
one.
"""

from core.spec.layers.general import (
    ACTIVATIONS,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    Function,
    LayerNorm,
)
from core.spec.layers.layer import Impossible, LayerBase, Measured, Shape
from core.spec.layers.limits import MAX_ACTIVATIONS, MAX_PARAMETERS, inspect, lonely_batch
from core.spec.layers.spatial import (
    AveragePool,
    Convolution,
    GlobalAveragePool,
    MaxPool,
    ResidualBlock,
)
from core.spec.layers.stack import (
    LAYERS,
    MAX_LAYERS,
    Fix,
    Followed,
    Layer,
    Row,
    StackProblem,
    follow,
)
from core.spec.layers.tabular import (
    NORMALISATIONS,
    Destandardise,
    Hidden,
    Normalisation,
    Standardise,
)

__all__ = [
    "ACTIVATIONS",
    "LAYERS",
    "MAX_ACTIVATIONS",
    "MAX_LAYERS",
    "MAX_PARAMETERS",
    "NORMALISATIONS",
    "Activation",
    "AveragePool",
    "BatchNorm",
    "Convolution",
    "Dense",
    "Destandardise",
    "Dropout",
    "Fix",
    "Flatten",
    "Followed",
    "Function",
    "GlobalAveragePool",
    "Hidden",
    "Impossible",
    "Layer",
    "LayerBase",
    "LayerNorm",
    "MaxPool",
    "Measured",
    "Normalisation",
    "ResidualBlock",
    "Row",
    "Shape",
    "StackProblem",
    "Standardise",
    "follow",
    "inspect",
    "lonely_batch",
]
