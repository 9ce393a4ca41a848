"""What the probes about sequences may be asked."""

from __future__ import annotations

from pydantic import Field

from core.data.dataset import SplitName
from core.probes.attention_requests import AttentionRequest
from core.probes.requests import DataRequest, MomentRequest

MOST_WRITTEN = 600
"""Characters that a language model writes at once; more would keep whoever types waiting."""
MOST_PROMPT = 500
MOST_PASSAGE = 1000
"""Characters of a text that are judged one by one."""
MOST_FREE = 500
"""Steps that a network goes on from its own forecasts."""
_MOST = 2**31


class UnrolledRequest(AttentionRequest):
    """See `core.probes.recurrence`; layers are counted from 0."""

    layer: int = Field(0, ge=0, le=_MOST)


class FadingRequest(MomentRequest):
    """See `core.probes.recurrence`; `count` examples from the first of a split."""

    split: SplitName = "valid"
    count: int = Field(32, ge=1, le=256)


class ForecastRequest(MomentRequest):
    """See `core.probes.forecast`; `free`: whether to let it go on from its own forecasts, too."""

    free: bool = False


class WritingRequest(MomentRequest):
    """See `core.probes.writing`."""

    prompt: str = Field(max_length=MOST_PROMPT)
    count: int = Field(200, ge=1, le=MOST_WRITTEN)
    temperature: float = Field(0.8, ge=0, le=3)
    seed: int = Field(0, ge=0, le=2**32 - 1)


class SurpriseRequest(MomentRequest):
    """See `core.probes.writing`; the passage begins at character `start` of a split."""

    split: SplitName = "valid"
    start: int = Field(0, ge=0, le=_MOST)
    count: int = Field(400, ge=1, le=MOST_PASSAGE)


class SequencesRequest(DataRequest):
    """See `core.probes.sequences`; so many of each class."""

    each: int = Field(2, ge=1, le=20)


class TextRequest(DataRequest):
    """See `core.probes.sequences`."""

    split: SplitName = "train"
    start: int = Field(0, ge=0, le=_MOST)
