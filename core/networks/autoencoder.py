"""Networks that take an example apart into a code, and put it together again."""

from __future__ import annotations

import torch
from torch import nn

from core.networks.generative import GenerativeNetwork
from core.networks.makers import Body, Unit, maker, one_after_the_other, reader, with_labels
from core.networks.repair import Known, search
from core.spec.layers import Shape


class VariationalAutoencoder(GenerativeNetwork):
    """Codes with a mean and a spread (Kingma and Welling 2014), told the class or not.

    Attributes:
        unit: In which encoder and decoder see examples.
        encoder: From examples in `unit` to mean and logarithm of the variance: (batch, 2 latent).
        decoder: From codes to logits of pixels, or to points in `unit`.
        spread: Logarithm of the standard deviation of points around what is decoded.
        told: From classes to what is added to the encoder's numbers; of one that is told.
    """

    def __init__(
        self, shape: Shape, latent: int, classes: int, encoder: Body, decoder: Body
    ) -> None:
        super().__init__(shape, latent, classes)
        self.unit = Unit(shape)
        self.encoder = reader(shape, 2 * latent, encoder)
        self.decoder = maker(latent + classes, shape, decoder)
        self.spread = nn.Parameter(torch.zeros(()), requires_grad=not self.unit.pictures)
        self.told = nn.Embedding(classes, 2 * latent) if classes else None

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """See `GenerativeNetwork.decode`: the likeliest example, without the spread around it."""
        values = self.put_together(codes, labels)
        return values.sigmoid() if self.unit.pictures else self.unit.leave(values)

    def encode(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return the means of the codes of examples in the data's unit: (batch, latent)."""
        return self.take_apart(self.unit.enter(examples), labels)[0]

    def take_apart(
        self, examples: torch.Tensor, labels: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return means and logarithms of variances of the codes of examples in `unit`."""
        numbers = self.encoder(examples)
        if self.told is not None:
            told = self.told.weight.mean(0) if labels is None else self.told(labels)
            numbers = numbers + told
        mean, logarithm = numbers.chunk(2, dim=1)
        return mean, logarithm

    def put_together(self, codes: torch.Tensor, labels: torch.Tensor | None) -> torch.Tensor:
        """Return logits of pixels, or points in `unit`: (batch, *shape)."""
        if self.classes:
            if labels is None:
                labels = one_after_the_other(len(codes), self.classes, codes)
            codes = with_labels(codes, labels, self.classes)
        made: torch.Tensor = self.decoder(codes)
        return made


class Autoencoder(GenerativeNetwork):
    """Codes that are learned without any plan for them (Rumelhart et al. 1986).

    So that one can draw some, `decode` takes codes of a standard normal distribution and brings
    them to mean and covariance of the training examples' codes; `encode` does the reverse.

    Attributes:
        denoising: Whether it was trained to remove noise (Vincent et al. 2008).
        centre: Mean of the training examples' codes: (latent,).
        root: Lower triangular root of their covariance: (latent, latent).
    """

    centre: torch.Tensor
    root: torch.Tensor

    def __init__(
        self, shape: Shape, latent: int, encoder: Body, decoder: Body, *, denoising: bool
    ) -> None:
        super().__init__(shape, latent)
        self.unit, self.denoising = Unit(shape), denoising
        self.encoder = reader(shape, latent, encoder)
        self.decoder = maker(latent, shape, decoder)
        self.register_buffer("centre", torch.zeros(latent))
        self.register_buffer("root", torch.eye(latent))

    def measure(self, examples: torch.Tensor) -> None:
        """Fit the normal distribution of codes to training examples (example, *shape)."""
        with torch.no_grad():
            codes = self.encoder(self.unit.enter(examples)).double()
            # Numbers that nothing depends on have no spread, which no root could be taken of.
            ridge = 1e-6 * torch.eye(self.latent, dtype=torch.float64, device=codes.device)
            spread = torch.cov(codes.T).reshape(self.latent, self.latent) + ridge
            self.centre.copy_(codes.mean(0))
            self.root.copy_(torch.linalg.cholesky(spread))

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """See `GenerativeNetwork.decode`."""
        values = self.decoder(self.centre + codes @ self.root.T)
        return values.sigmoid() if self.unit.pictures else self.unit.leave(values)

    def encode(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return the codes of examples in the data's unit: (batch, latent)."""
        codes = self.encoder(self.unit.enter(examples)) - self.centre
        whitened: torch.Tensor = torch.linalg.solve_triangular(self.root, codes.T, upper=False)
        return whitened.T

    def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
        """Return a repaired picture (pixel,): of a noisy one what is left of it, else a search."""
        if not self.denoising or not known.is_noisy:
            return search(self, known, random)
        with torch.no_grad():
            return self.decode(self.encode(known.start.reshape(1, *self.shape)))[0].flatten()
