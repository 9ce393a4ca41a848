"""Reading a text block by block, and writing at every temperature."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch

from core.catalog.descriptions import Facts
from core.networks.language_model import LanguageModel, generate, reading
from core.recipes.rnn_lm import RNNLanguageParams
from core.recipes.rnn_lm.network import build

SYMBOLS = 7


class Chain(LanguageModel):
    """Knows only the last character: a table of chances (symbol, symbol), so all can be counted."""

    block = 3

    def __init__(self, chances: torch.Tensor) -> None:
        super().__init__()
        self.logits = chances.log()

    def read(self, characters: torch.Tensor, state: Any = None) -> tuple[torch.Tensor, Any]:
        """Look each character up."""
        assert characters.shape[1] <= self.block
        return self.logits[characters], state


def recurrent() -> LanguageModel:
    """Return a small untrained network."""
    torch.manual_seed(0)
    facts = Facts((), vocabulary=tuple("�abcdef"))
    return build(RNNLanguageParams(hidden=6, embedding=3), facts).eval()


def generator(seed: int = 0) -> torch.Generator:
    """Return what characters are drawn from."""
    return torch.Generator().manual_seed(seed)


def test_a_text_read_in_blocks_is_a_text_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    network = recurrent()
    text = torch.randint(0, SYMBOLS, (23,), generator=generator())
    whole = network(text[None])[0]
    monkeypatch.setattr(network, "block", 5, raising=False)
    blocks = list(reading(network, text))
    assert [len(block) for block in blocks] == [5, 5, 5, 5, 3]
    torch.testing.assert_close(torch.cat(blocks), whole, rtol=0, atol=1e-6)


def test_without_temperature_the_likeliest_follows() -> None:
    network = recurrent()
    prompt = torch.tensor([1, 2, 3])
    written = generate(network, prompt, 8, 0.0, generator())
    text = prompt
    for character in written:
        assert character == network(text[None])[0, -1].argmax()
        text = torch.cat([text, character[None]])
    assert torch.equal(generate(network, prompt, 8, 0.0, generator(9)), written)


def test_the_same_generator_writes_the_same() -> None:
    network, prompt = recurrent(), torch.tensor([1, 2, 3])
    first = generate(network, prompt, 40, 1.0, generator())
    assert torch.equal(generate(network, prompt, 40, 1.0, generator()), first)
    assert not torch.equal(generate(network, prompt, 40, 1.0, generator(1)), first)
    # Reading the prompt draws nothing, so what is written does not hang on how it was read.
    assert torch.equal(generate(network, prompt, 20, 1.0, generator()), first[:20])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_characters_are_drawn_as_the_temperature_says(temperature: float) -> None:
    chances = torch.tensor([[0.1, 0.6, 0.3], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1]])
    written = generate(Chain(chances), torch.tensor([0, 1, 2, 0]), 6000, temperature, generator())
    tempered = chances.double() ** (1 / temperature)
    tempered /= tempered.sum(1, keepdim=True)
    counts = torch.zeros(3, 3, dtype=torch.float64)
    for one, other in itertools.pairwise(written.tolist()):
        counts[one, other] += 1
    seen = counts / counts.sum(1, keepdim=True)
    # Four standard errors of a share of at least 500 draws.
    assert (seen - tempered).abs().max() < 4 * (0.25 / counts.sum(1).min().item()) ** 0.5


def test_a_tiny_temperature_is_the_likeliest_and_none_written_is_empty() -> None:
    network, prompt = recurrent(), torch.tensor([4])
    greedy = generate(network, prompt, 10, 0.0, generator())
    assert torch.equal(generate(network, prompt, 10, 1e-300, generator()), greedy)
    assert len(generate(network, prompt, 0, 1.0, generator())) == 0
