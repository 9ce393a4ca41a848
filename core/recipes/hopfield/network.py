"""Hopfield networks: memories are places where an energy is low, and states fall into them."""

from __future__ import annotations

from math import log, prod
from typing import TYPE_CHECKING, Literal, NamedTuple

import torch

from core.catalog.descriptions import Facts
from core.networks.generative import GenerativeNetwork
from core.networks.repair import Known
from core.spec.layers import Shape

if TYPE_CHECKING:
    from core.recipes.hopfield import HopfieldParams

Kind = Literal["hebbian", "pseudo_inverse", "modern"]
SWEEPS = 20
"""How often each pixel is asked at most, or how often a modern network updates."""
_SETTLED = 1e-4


class Recall(NamedTuple):
    """How a state fell: (state, pixel) from the start to where it came to rest, energies each."""

    states: torch.Tensor
    energies: torch.Tensor


class HopfieldNetwork(GenerativeNetwork):
    """Stores pictures as patterns of -1 and 1, and recalls the one that a state is like.

    `hebbian`: Hopfield (1982): pixels that agree in many patterns are tied, W = X^T X / n.
    `pseudo_inverse`: Personnaz, Guyon and Dreyfus (1985): W projects on the span of the patterns,
    so that likenesses between them do no harm. Both without ties of a pixel to itself, so that the
    energy -s.Ws / 2 never rises while one pixel after the other is asked.
    `modern`: Ramsauer et al. (2021), whose states are continuous, and whose update is attention
    over the patterns: X^T softmax(beta X s).
    Its codes say from which state it falls into a sample.

    Attributes:
        memory: (room, pixel), of which the first `stored` are patterns.
        stored: How many patterns are stored, ().
    """

    memory: torch.Tensor
    stored: torch.Tensor

    def __init__(self, kind: Kind, room: int, shape: Shape, beta: float) -> None:
        """Build it with room for so many patterns of a shape; `beta` is of a modern one."""
        pixels = prod(shape)
        super().__init__(shape, latent=pixels)
        self.kind, self.pixels = kind, pixels
        # As in attention, so that a beta means the same for pictures of any size.
        self.beta: float = beta / pixels**0.5
        self.register_buffer("memory", torch.zeros(room, pixels))
        self.register_buffer("stored", torch.zeros((), dtype=torch.int64))

    @property
    def patterns(self) -> torch.Tensor:
        """What is stored: (pattern, pixel), of -1 and 1."""
        return self.memory[: int(self.stored)]

    def store(self, pattern: torch.Tensor) -> None:
        """Add a pattern (pixel,) of -1 and 1."""
        self.memory[int(self.stored)] = pattern
        self.stored += 1

    def ties(self) -> torch.Tensor:
        """Return the weights between pixels: (pixel, pixel), symmetric, without a diagonal."""
        patterns = self.patterns
        if self.kind == "hebbian":
            ties: torch.Tensor = patterns.T @ patterns / self.pixels
        else:
            ties = torch.linalg.pinv(patterns) @ patterns
            ties = (ties + ties.T) / 2  # but for rounding it is symmetric anyway
        return ties.fill_diagonal_(0)

    def attention(self, states: torch.Tensor) -> torch.Tensor:
        """Return how a modern network weighs its patterns: (..., pixel) to (..., pattern)."""
        return (self.beta * states @ self.patterns.T).softmax(-1)

    def energy(self, states: torch.Tensor) -> torch.Tensor:
        """Return the energy of states: (..., pixel) to (...,)."""
        if self.kind != "modern":
            return _energy(states, self.ties())
        # Ramsauer et al. 2021, equation 2.
        patterns = self.patterns
        likeness = (self.beta * states @ patterns.T).logsumexp(-1) / self.beta
        longest = patterns.square().sum(1).max()
        rest = log(len(patterns)) / self.beta + longest / 2
        return states.square().sum(-1) / 2 - likeness + rest

    def updated(self, states: torch.Tensor) -> torch.Tensor:
        """Return where all pixels of states (..., pixel) are drawn to at once."""
        if self.kind == "modern":
            return self.attention(states) @ self.patterns
        drawn = states @ self.ties()
        return torch.where(drawn == 0, states, drawn.sign())

    def recall(
        self, state: torch.Tensor, generator: torch.Generator, sweeps: int = SWEEPS
    ) -> Recall:
        """Let a state (pixel,) fall until nothing changes, and tell of each change.

        A classic network asks one pixel after the other, in an order that is drawn for each sweep;
        a modern one updates all at once.
        """
        if not len(self.patterns):
            return Recall(state[None], torch.zeros(1))
        states = [state]
        if self.kind == "modern":
            while len(states) <= sweeps and (
                len(states) < 2 or (states[-1] - states[-2]).abs().max() > _SETTLED
            ):
                states.append(self.updated(states[-1]))
            told = torch.stack(states)
            return Recall(told, self.energy(told))
        ties = self.ties()
        for _ in range(sweeps):
            before = len(states)
            for pixel in torch.randperm(self.pixels, generator=generator).tolist():
                drawn = states[-1] @ ties[pixel]
                if drawn * states[-1][pixel] < 0:
                    states.append(states[-1].clone())
                    states[-1][pixel] *= -1
            if len(states) == before:
                break
        told = torch.stack(states)
        return Recall(told, _energy(told, ties))

    def settled(
        self, states: torch.Tensor, generator: torch.Generator, sweeps: int = SWEEPS
    ) -> torch.Tensor:
        """Return where states (state, pixel) come to rest, asked in one order; as `recall` does."""
        if not len(self.patterns):
            return states
        if self.kind == "modern":
            for _ in range(sweeps):
                states = self.updated(states)
            return states
        ties, states = self.ties(), states.T.contiguous()
        for _ in range(sweeps):
            before = states.clone()
            for pixel in torch.randperm(self.pixels, generator=generator).tolist():
                drawn = ties[pixel] @ states
                states[pixel] = torch.where(drawn == 0, states[pixel], drawn.sign())
            if bool((states == before).all()):
                break
        return states.T

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return what noise falls into, (batch, pixel) codes to (batch, *shape).

        A pixel is on at first where its code is lower than that of as many as are on in the
        patterns. In what order pixels are asked is always the same.
        """
        often = as_pixels(self.patterns).mean(0) if len(self.patterns) else torch.tensor(0.5)
        start = torch.where(codes < torch.special.ndtri(often).to(codes), 1.0, -1.0)
        settled = self.settled(start, torch.Generator().manual_seed(0))
        return as_pixels(settled).reshape(-1, *self.shape)

    def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
        """Return the memory (pixel,) into which a spoilt picture falls, known pixels put back."""
        state = as_pattern(known.start)
        found = as_pixels(self.settled(state[None], random)[0])
        return torch.where(known.fixed, known.start, found)


def _energy(states: torch.Tensor, ties: torch.Tensor) -> torch.Tensor:
    """Return -s.Ws / 2 (Hopfield 1982, equation 7)."""
    return -((states @ ties) * states).sum(-1) / 2


def as_pattern(pixels: torch.Tensor) -> torch.Tensor:
    """Return pixels within 0 and 1 as -1 and 1: what is brighter than the middle is on."""
    return torch.where(pixels > 0.5, 1.0, -1.0)


def as_pixels(states: torch.Tensor) -> torch.Tensor:
    """Return states within -1 and 1 as pixels within 0 and 1."""
    return (states + 1) / 2


def room(params: HopfieldParams, facts: Facts) -> int:
    """Return for how many patterns there is room: so many of each class, as far as there are."""
    return min(params.per_class * max(1, len(facts.classes)), facts.sizes["train"])


def build(params: HopfieldParams, facts: Facts) -> HopfieldNetwork:
    """Return a run's network, which has stored nothing yet."""
    return HopfieldNetwork(params.kind, room(params, facts), facts.shape, params.beta)
