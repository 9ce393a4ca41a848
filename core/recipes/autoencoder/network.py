"""The network of `autoencoder`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.autoencoder import Autoencoder
from core.networks.makers import Body
from core.recipes.autoencoder import PlainParams


def build(params: PlainParams, facts: Facts) -> Autoencoder:
    """Return the untrained network for data that `facts` describe."""
    body = Body(params.body == "convolutional", params.depth, params.width, params.normalisation)
    return Autoencoder(facts.shape, params.latent, body, body, denoising=params.noise > 0)
