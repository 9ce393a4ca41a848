"""The networks of `seq2seq`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.seq2seq import RecurrentTransducer, TransformerTransducer
from core.networks.tower import Form
from core.networks.transducer import Transducer
from core.recipes.seq2seq import Seq2SeqParams


def build_network(params: Seq2SeqParams, facts: Facts) -> Transducer:
    """Return the untrained network: sources and what was written so far to logits."""
    symbols = len(facts.vocabulary)
    if params.body == "gru":
        return RecurrentTransducer(
            symbols,
            params.width,
            params.layers,
            params.attention,
            params.dropout,
            bidirectional=params.bidirectional,
        )
    form = Form(params.layers, params.heads, params.width, 2 * params.width, dropout=params.dropout)
    return TransformerTransducer(symbols, form, facts.shape[0], facts.answer[0])
