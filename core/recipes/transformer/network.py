"""The network of `transformer`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.tower import form_of
from core.networks.transformer import SequenceTransformer
from core.recipes.transformer import SequenceTransformerParams


def build(params: SequenceTransformerParams, facts: Facts) -> SequenceTransformer:
    """Return the untrained network for data that `facts` describe."""
    pooling = params.pooling if facts.classes else "last"
    return SequenceTransformer(facts, form_of(params), pooling, params.view)
