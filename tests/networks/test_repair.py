"""Filling in what is missing of a picture: what is known, and the search for what fits it."""

from __future__ import annotations

import pytest
import torch

from core.networks.autoencoder import Autoencoder
from core.networks.generative import GenerativeNetwork
from core.networks.makers import Body, one_after_the_other
from core.networks.repair import Known, repair


class Linear(GenerativeNetwork):
    """Makes pictures of 4 x 4 pixels as sums of as many patterns as a code has numbers."""

    def __init__(self, latent: int = 3, classes: int = 0) -> None:
        super().__init__((1, 4, 4), latent, classes)
        random = torch.Generator().manual_seed(1)
        self.patterns = torch.randn(max(1, classes), latent, 16, generator=random)

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """See `GenerativeNetwork.decode`."""
        if labels is None:
            labels = one_after_the_other(len(codes), max(1, self.classes), codes)
        made = torch.einsum("bl,blp->bp", codes, self.patterns[labels])
        return made.reshape(-1, *self.shape)


def random() -> torch.Generator:
    """Return a generator that always starts alike."""
    return torch.Generator().manual_seed(0)


def picture_of(network: Linear, label: int = 0) -> torch.Tensor:
    """Return a picture that the network can make: (pixel,)."""
    codes = torch.tensor([[0.5, -1.0, 0.8]])
    return network.decode(codes, torch.tensor([label]))[0].flatten()


def test_what_is_known_are_sums_of_pixels() -> None:
    picture = torch.arange(16.0)
    mask = picture >= 10
    known = Known.erased(picture, mask)
    assert torch.equal(known.matrix @ picture, picture[:10])
    assert torch.equal(known.values, picture[:10])
    assert torch.equal(known.fixed, ~mask)
    assert torch.equal(known.start[:10], picture[:10]) and not known.start[10:].any()
    noisy = Known.noisy(picture)
    assert torch.equal(noisy.matrix @ picture, picture)
    assert noisy.is_noisy and not known.is_noisy
    small = torch.tensor([[2.5, 4.5], [10.5, 12.5]])
    shrunk = Known.shrunk(small, 2)
    assert torch.equal(shrunk.matrix @ picture, small.flatten())
    assert torch.equal(shrunk.matrix @ shrunk.start, small.flatten())
    assert not shrunk.fixed.any() and not shrunk.is_noisy
    with pytest.raises(ValueError, match="square"):
        Known.shrunk(torch.zeros(3), 2)


def test_what_was_erased_is_found_again_among_what_can_be_made() -> None:
    network = Linear()
    picture = picture_of(network)
    mask = torch.arange(16) < 8
    found = repair(network, Known.erased(picture, mask), random(), steps=300)
    assert torch.allclose(found, picture, atol=0.02)
    assert torch.equal(found[8:], picture[8:]), "known pixels stay exactly as they are"


def test_a_shrunk_picture_is_made_large_again() -> None:
    network = Linear()
    picture = picture_of(network)
    small = picture.reshape(2, 2, 2, 2).mean((1, 3))
    found = repair(network, Known.shrunk(small, 2), random(), steps=300)
    assert torch.allclose(found, picture, atol=0.05)


def test_every_class_is_tried() -> None:
    network = Linear(classes=5)
    picture = picture_of(network, label=3)
    found = repair(network, Known.noisy(picture), random(), steps=300)
    assert torch.allclose(found, picture, atol=0.02)


def test_a_model_with_a_way_of_its_own_is_asked() -> None:
    class Own:
        def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
            return known.start + 1

    known = Known.noisy(torch.zeros(4))
    assert torch.equal(repair(Own(), known, random()), torch.ones(4))


def test_a_denoising_autoencoder_removes_noise_by_one_pass_and_searches_the_rest() -> None:
    torch.manual_seed(0)
    body = Body(False, 1, 8)
    noisy = torch.rand(16)
    for denoising in (True, False):
        network = Autoencoder((1, 4, 4), 3, body, body, denoising=denoising).eval()
        passed = network.decode(network.encode(noisy.reshape(1, 1, 4, 4))).flatten()
        found = repair(network, Known.noisy(noisy), random())
        assert torch.equal(found, passed) == denoising
    mask = torch.arange(16) < 4
    found = repair(network, Known.erased(noisy, mask), random())
    assert torch.equal(found[4:], noisy[4:])
