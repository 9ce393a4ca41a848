"""The untrained network of a run, whichever way its recipe describes it."""

from __future__ import annotations

from torch import nn

from core.catalog.build import network_rows
from core.catalog.descriptions import Facts, implementation
from core.catalog.find import recipe
from core.networks.stack import build_stack
from core.spec.run_spec import RunSpec


def has_network(spec: RunSpec) -> bool:
    """Return whether a run trains a network, which a classical model does not have."""
    entry = recipe(spec.recipe)
    return entry.layers is not None or bool(entry.network)


def untrained_network(spec: RunSpec, facts: Facts) -> nn.Module:
    """Build a run's network with random weights.

    Args:
        spec: The run.
        facts: Of its data.

    Raises:
        SpecError: If its layers do not fit each other.
        TypeError: If its recipe trains no network.
    """
    entry = recipe(spec.recipe)
    if entry.network:
        network: nn.Module = implementation(entry.network)(spec.params, facts)
        return network
    if entry.layers is None:
        raise TypeError(f"{entry.name} trains no network")
    return build_stack(network_rows(spec), facts.shape)
