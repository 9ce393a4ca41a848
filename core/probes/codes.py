"""The plane through a model's codes that is shown, and the codes that requests name."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dataset import Examples
from core.networks.generative import GenerativeNetwork
from core.probes.makers import decoded, told
from core.probes.making_requests import Place
from core.probes.pictures import split_of
from core.probes.recent import Recent
from core.probes.requests import check_index, refused
from core.probes.snapshots import Snapshot
from core.spec.message import N_

MEASURED = 1000
"""Of how many training examples the codes say where the plane lies."""
_SEED = 5  # of the plane through codes of which nobody knows where examples lie
_DRAWN_REACH = 2.5  # standard deviations of codes that are drawn
_ROOM = 1.1  # around the codes of the examples


class CodePlane(NamedTuple):
    """A plane: places (across, up) stand for the codes `centre + place @ axes`.

    Attributes:
        centre: (latent,).
        axes: (2, latent), at right angles to each other.
        reach: How far it is shown, in each direction from the centre.
        share: Which fraction of the codes' variance lies in the plane.
    """

    centre: torch.Tensor
    axes: torch.Tensor
    reach: float
    share: float

    def codes(self, places: torch.Tensor) -> torch.Tensor:
        """Return the codes of places (place, 2): (place, latent)."""
        return self.centre + places @ self.axes

    def places(self, codes: torch.Tensor) -> torch.Tensor:
        """Return where codes (code, latent) lie, seen from straight above: (code, 2)."""
        lengths = self.axes.square().sum(1).clamp(min=torch.finfo(torch.float32).tiny)
        return (codes - self.centre) @ self.axes.T / lengths


_planes = Recent[CodePlane](room=64)


def generative(taken: Snapshot) -> GenerativeNetwork:
    """Return a run's network that makes pictures of codes; raises SpecError if it is none."""
    if not isinstance(taken.network, GenerativeNetwork):
        text = N_("{recipe} makes nothing of codes; choose a GAN or an autoencoder")
        raise refused("run", text, recipe=taken.described.spec.recipe)
    if len(taken.described.facts.shape) != 3:
        raise refused("run", N_("only pictures are laid out by their codes"))
    return taken.network


def make(network: GenerativeNetwork, codes: torch.Tensor, label: int) -> NDArray[np.float32]:
    """Return the pictures of codes: (code, channel, height, width), within 0 and 1."""
    labels = told(network, label, len(codes)) if network.classes else None
    return decoded(network, codes, labels, averaged=True).clip(0, 1)


def encoded(network: GenerativeNetwork, part: Examples, chosen: Any) -> torch.Tensor | None:
    """Return the codes of some examples, (example, latent), if the network can tell them."""
    inputs = torch.from_numpy(np.ascontiguousarray(part.inputs[chosen]))
    labels = torch.from_numpy(part.targets[chosen]) if network.classes else None
    with torch.inference_mode():
        codes = network.encode(inputs, labels)
    return None if codes is None else codes.float().nan_to_num()


def plane_of(taken: Snapshot) -> CodePlane:
    """Return the plane of a network's codes that is shown; the same for the same weights.

    Two numbers are their own plane. Of more it is the one in which the codes of training examples
    differ most (principal components); where a network does not tell codes, one at random, since
    codes that are drawn lie alike in all directions.
    """
    network = generative(taken)

    def measure() -> CodePlane:
        codes = encoded(network, split_of(taken.described, "train"), slice(MEASURED))
        if codes is None or not codes.any():
            return drawn_plane(network.latent)
        return fitted_plane(codes)

    return _planes.get(taken.key, measure)


def drawn_plane(latent: int) -> CodePlane:
    """Return a plane through codes of a normal distribution, which are about as long as usual.

    Codes that are drawn are about as long as the root of `latent`. The plane of more than two
    numbers thus passes their middle at some distance, for hardly any lie there.
    """
    if latent <= 2:
        return CodePlane(torch.zeros(latent), torch.eye(2, latent), _DRAWN_REACH, 1.0)
    directions = torch.randn(latent, 3, generator=torch.Generator().manual_seed(_SEED))
    along = torch.linalg.qr(directions).Q.T * (latent / 2) ** 0.5
    return CodePlane(along[2], along[:2], 1.5, 2 / latent)


def fitted_plane(codes: torch.Tensor) -> CodePlane:
    """Return the plane in which codes (example, latent) differ most."""
    latent = codes.shape[1]
    if latent <= 2:
        return CodePlane(torch.zeros(latent), torch.eye(2, latent), _reach(codes), 1.0)
    centre = codes.mean(0)
    _, lengths, directions = torch.linalg.svd(codes - centre, full_matrices=False)
    axes = directions[:2]
    # A direction and its opposite are equally good: the same one is taken at every moment.
    largest = axes.gather(1, axes.abs().argmax(1, keepdim=True))
    axes = axes * largest.sign()
    spread = lengths.square()
    share = float(spread[:2].sum() / spread.sum().clamp(min=1e-12))
    return CodePlane(centre, axes, _reach((codes - centre) @ axes.T), share)


def _reach(places: torch.Tensor) -> float:
    """Return how far nearly all codes lie from the middle; a few far off are left out."""
    return _ROOM * max(float(places.abs().quantile(0.995)), 1e-3)


def code_of(taken: Snapshot, place: Place) -> torch.Tensor:
    """Return the code that a request names: (latent,)."""
    network = generative(taken)
    if place.seed is not None:
        return network.codes(1, torch.Generator().manual_seed(place.seed))[0]
    assert place.split is not None and place.index is not None
    part = split_of(taken.described, place.split)
    check_index("ends.index", place.index, len(part))
    codes = encoded(network, part, slice(place.index, place.index + 1))
    if codes is None:
        text = N_("this model cannot tell of which code it would make an example; draw codes")
        raise refused("ends", text)
    return codes[0]
