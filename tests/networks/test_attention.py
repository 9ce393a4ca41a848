"""Attention against torch's own, masks included, and against equations written out."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from core.networks.attention import (
    AdditiveAttention,
    DotProductAttention,
    MultiHeadAttention,
    Watched,
    attend,
    before,
    until_now,
)

BATCH, HEADS, TIME, SIZE = 3, 2, 5, 4
WIDTH = HEADS * SIZE
LENGTHS = torch.tensor([5, 2, 4])
MASKS = {
    "none": None,
    "causal": until_now(TIME, torch.device("cpu")),
    "padding": before(LENGTHS, TIME)[:, None, None, :],
    "both": until_now(TIME, torch.device("cpu")) & before(LENGTHS, TIME)[:, None, None, :],
}
each_mask = pytest.mark.parametrize("allowed", MASKS.values(), ids=MASKS)


@each_mask
def test_scaled_dot_products_equal_torchs(allowed: torch.Tensor | None) -> None:
    torch.manual_seed(0)
    query, key, value = torch.randn(3, BATCH, HEADS, TIME, SIZE, dtype=torch.float64)
    seen = attend(query, key, value, allowed)
    expected = functional.scaled_dot_product_attention(query, key, value, allowed)
    torch.testing.assert_close(seen.mixed, expected)
    torch.testing.assert_close(seen.weights.sum(-1), torch.ones(BATCH, HEADS, TIME).double())
    if allowed is not None:
        assert not seen.weights.masked_select(~allowed.expand_as(seen.weights)).any()


def test_one_score_by_hand() -> None:
    query = torch.tensor([[1.0, 2.0, 0.0, -1.0]])
    key = torch.tensor([[3.0, 1.0, 5.0, 1.0], [0.0, 0.0, 1.0, 0.0]])
    seen = attend(query, key, torch.tensor([[10.0], [20.0]]))
    torch.testing.assert_close(seen.scores, torch.tensor([[2.0, 0.0]]))  # 4 / sqrt(4), 0 / sqrt(4)
    first = math.e**2 / (math.e**2 + 1)
    torch.testing.assert_close(seen.weights, torch.tensor([[first, 1 - first]]))
    torch.testing.assert_close(seen.mixed, torch.tensor([[10 * first + 20 * (1 - first)]]))


def test_where_nothing_may_be_seen_nothing_is() -> None:
    query, key, value = torch.randn(3, 1, 1, 2, SIZE)
    allowed = torch.tensor([[False, False], [True, False]])
    seen = attend(query, key, value, allowed)
    assert torch.equal(seen.weights[0, 0], torch.tensor([[0.0, 0.0], [1.0, 0.0]]))
    torch.testing.assert_close(seen.mixed[0, 0, 1], value[0, 0, 0])


@each_mask
def test_heads_equal_torchs_module_with_the_same_weights(allowed: torch.Tensor | None) -> None:
    torch.manual_seed(0)
    ours = MultiHeadAttention(WIDTH, HEADS).double()
    theirs = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True).double()
    parts = (ours.query, ours.key, ours.value)
    theirs.in_proj_weight.data = torch.cat([part.weight.data for part in parts])
    theirs.in_proj_bias.data = torch.cat([part.bias.data for part in parts])
    theirs.out_proj.load_state_dict(ours.output.state_dict())
    vectors = torch.randn(BATCH, TIME, WIDTH, dtype=torch.float64)
    # Theirs wants (batch * head, query, key), true where one may not look.
    forbidden = None
    if allowed is not None:
        forbidden = ~allowed.expand(BATCH, HEADS, TIME, TIME).flatten(0, 1)
    expected, weights = theirs(
        vectors, vectors, vectors, attn_mask=forbidden, average_attn_weights=False
    )
    watched = Watched()
    torch.testing.assert_close(ours(vectors, vectors, allowed, watched), expected)
    torch.testing.assert_close(watched[0].weights, weights)


@pytest.mark.parametrize("rotary", [False, True])
@each_mask
def test_the_fused_path_equals_the_one_that_is_watched(
    allowed: torch.Tensor | None, rotary: bool
) -> None:
    torch.manual_seed(0)
    attention = MultiHeadAttention(WIDTH, HEADS, rotary=rotary)
    asking = torch.randn(BATCH, TIME, WIDTH, requires_grad=True)
    outcomes = []
    for watched in (None, Watched()):
        out = attention(asking, asking, allowed, watched)
        (gradient,) = torch.autograd.grad(out.square().sum(), asking)
        outcomes.append((out, gradient))
    for fused, seen in zip(*outcomes, strict=True):
        torch.testing.assert_close(fused, seen, rtol=1e-4, atol=1e-5)


def test_causal_rows_do_not_depend_on_what_comes_later() -> None:
    torch.manual_seed(0)
    attention = MultiHeadAttention(WIDTH, HEADS)
    vectors = torch.randn(BATCH, TIME, WIDTH)
    changed = vectors.clone()
    changed[:, 3:] += 1
    allowed = until_now(TIME, vectors.device)
    one, other = attention(vectors, vectors, allowed), attention(changed, changed, allowed)
    assert torch.equal(one[:, :3], other[:, :3])
    assert not torch.isclose(one[:, 3:], other[:, 3:]).all(-1).any()


def test_additive_scores_follow_bahdanau() -> None:
    torch.manual_seed(0)
    attention = AdditiveAttention(3, 4, 6)
    state, places = torch.randn(BATCH, 1, 2, 3), torch.randn(BATCH, 1, TIME, 4)
    allowed = before(LENGTHS, TIME)[:, None, None, :]
    seen = attention(state, places, allowed)
    # e_ij = v^T tanh(W s_i + U h_j), one at a time.
    for example in range(BATCH):
        for i in range(2):
            for j in range(TIME):
                inside = attention.query.weight @ state[example, 0, i]
                inside = inside + attention.key.weight @ places[example, 0, j]
                score = attention.score.weight[0] @ inside.tanh()
                torch.testing.assert_close(seen.scores[example, 0, i, j], score)
    masked = seen.scores.masked_fill(~allowed, -torch.inf)
    torch.testing.assert_close(seen.weights, masked.softmax(-1))
    torch.testing.assert_close(seen.mixed, seen.weights @ places)
    assert seen.query.shape == (BATCH, 1, 2, 6)
    assert seen.key.shape == (BATCH, 1, TIME, 6)


def test_one_head_of_dot_products_is_torchs_on_what_it_projects() -> None:
    torch.manual_seed(0)
    attention = DotProductAttention(3, 4, 6)
    state, places = torch.randn(BATCH, 1, 2, 3), torch.randn(BATCH, 1, TIME, 4)
    allowed = before(LENGTHS, TIME)[:, None, None, :]
    expected = functional.scaled_dot_product_attention(
        state @ attention.query.weight.T, places @ attention.key.weight.T, places, allowed
    )
    torch.testing.assert_close(attention(state, places, allowed).mixed, expected)
