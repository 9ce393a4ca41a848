"""What language models have in common: they read on, say how likely a text is, and write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn


class LanguageModel(nn.Module):
    """Says of each character of a text how likely each character of the vocabulary comes next.

    Attributes:
        block: How many characters are read at once, where a text is longer: (1, block) and what a
            state stands for must be no more than the network can take.
    """

    block: int = 256

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Map the beginnings of texts (batch, time), int64, to logits (batch, time, symbol)."""
        return self.read(characters)[0]

    def read(self, characters: torch.Tensor, state: Any = None) -> tuple[torch.Tensor, Any]:
        """Read on.

        Args:
            characters: (batch, time), int64: how the texts go on, at most `block` of each where
                `state` is given.
            state: What an earlier call returned beside its logits; None at the beginning.

        Returns:
            Logits (batch, time, symbol) of the character after each; and whatever stands for all
            that was read so far.
        """
        raise TypeError(f"{type(self).__name__} must say how it reads")

    def trace(self, characters: torch.Tensor) -> dict[str, torch.Tensor]:
        """Do as `forward` does, and return what happens inside beside the logits, `outputs`."""
        raise TypeError(f"{type(self).__name__} must say what happens inside")


def reading(network: LanguageModel, text: torch.Tensor) -> Iterator[torch.Tensor]:
    """Read one long text, block by block.

    Args:
        network: Whose weights read it.
        text: (character,), int64, on the network's device.

    Yields:
        Logits (time, symbol) for the characters of each block in turn: of the next one, given all
        that came before.
    """
    state: Any = None
    for block in text.split(network.block):
        logits, state = network.read(block.unsqueeze(0), state)
        yield logits[0]


def generate(
    network: LanguageModel,
    prompt: torch.Tensor,
    count: int,
    temperature: float,
    generator: torch.Generator,
) -> torch.Tensor:
    """Let a network write on.

    Args:
        network: Whose weights write.
        prompt: (character,), int64, on the network's device, at least one.
        count: How many characters to write.
        temperature: By what logits are divided before a character is drawn: 1 is what the network
            believes, less is bolder, more is wilder; at 0 the likeliest is always taken.
        generator: What the characters are drawn from; on the CPU.

    Returns:
        (count,), int64, on the CPU: what follows the prompt.
    """
    return written(network, prompt, count, temperature, generator)[0]


def written(
    network: LanguageModel,
    prompt: torch.Tensor,
    count: int,
    temperature: float,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Do as `generate` does, and return the logits (count, symbol) beside what was drawn."""
    symbols: list[torch.Tensor] = []
    believed: list[torch.Tensor] = []
    network.eval()
    with torch.inference_mode():
        state: Any = None
        logits = torch.empty(0)
        for block in prompt.split(network.block):
            read, state = network.read(block.unsqueeze(0), state)
            logits = read[0, -1]
        for place in range(count):
            believed.append(logits.cpu())
            symbols.append(_drawn(logits.double().cpu(), temperature, generator))
            if place + 1 < count:
                last = symbols[-1].to(prompt.device).view(1, 1)
                read, state = network.read(last, state)
                logits = read[0, -1]
    if not symbols:
        return torch.empty(0, dtype=torch.int64), torch.empty(0, 0)
    return torch.stack(symbols), torch.stack(believed)


def _drawn(logits: torch.Tensor, temperature: float, generator: torch.Generator) -> torch.Tensor:
    """Return one symbol, given the logits (symbol,) of all: (), int64."""
    if temperature == 0:
        return logits.argmax()
    # The largest is taken off before dividing, so that no temperature makes a logit infinite.
    shares = ((logits - logits.max()) / temperature).softmax(0)
    return torch.multinomial(shares, 1, generator=generator)[0]
