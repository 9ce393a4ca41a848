"""The network of `vae`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.autoencoder import VariationalAutoencoder
from core.networks.makers import Body
from core.recipes.vae import VAEParams


def build(params: VAEParams, facts: Facts) -> VariationalAutoencoder:
    """Return the untrained network for data that `facts` describe."""
    body = Body(params.body == "convolutional", params.depth, params.width, params.normalisation)
    classes = len(facts.classes) if params.conditional else 0
    return VariationalAutoencoder(facts.shape, params.latent, classes, body, body)
