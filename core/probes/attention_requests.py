"""What the probes about attention may be asked."""

from __future__ import annotations

from pydantic import Field, model_validator

from core.data.dataset import SplitName
from core.probes.exemplar_bounds import MOST_TYPED
from core.probes.requests import MomentRequest, refused
from core.spec.message import N_

_MOST = 2**31


class AttentionRequest(MomentRequest):
    """See `core.probes.attention`: an example of the data, or what somebody has typed.

    Of a text, `index` counts passages of `core.probes.exemplar_bounds.PASSAGE` characters.
    """

    split: SplitName | None = None
    index: int | None = Field(None, ge=0, le=_MOST)
    text: str | None = Field(None, max_length=MOST_TYPED)

    @model_validator(mode="after")
    def _one_of_both(self) -> AttentionRequest:
        of_data = self.split is not None and self.index is not None
        neither_half = self.split is None and self.index is None
        if (self.text is None and of_data) or (self.text is not None and neither_half):
            return self
        raise refused("text", N_("give either a split with an index, or a text"))


class HeadRequest(AttentionRequest):
    """See `core.probes.attention_head`: one head of one layer, each counted from 0."""

    layer: int = Field(0, ge=0, le=_MOST)
    head: int = Field(0, ge=0, le=_MOST)


class AimRequest(MomentRequest):
    """See `core.probes.aim`."""

    split: SplitName = "valid"
