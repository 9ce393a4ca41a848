"""The network of `transformer_lm`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.tower import form_of
from core.networks.transformer import LanguageTransformer
from core.recipes.transformer_lm import LanguageTransformerParams


def build(params: LanguageTransformerParams, facts: Facts) -> LanguageTransformer:
    """Return the untrained network for a text of which `facts` tell the vocabulary."""
    return LanguageTransformer(len(facts.vocabulary), form_of(params), params.context)
