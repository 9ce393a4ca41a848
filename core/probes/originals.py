"""The columns of a run's table as people know them: found once, shared by all requests."""

from __future__ import annotations

from core.data.csv import CsvParams
from core.data.sheets import ingest
from core.data.sheets.originals import Originals, PlainColumns, SheetColumns
from core.data.uploads import path_of
from core.probes.datasets import dataset, key_of
from core.probes.recent import Recent
from core.probes.requests import refused
from core.probes.snapshots import Described
from core.spec.message import N_

_known = Recent[Originals](room=4)


def originals_of(described: Described) -> Originals:
    """Return the columns of the table that a run learns from; raises SpecError if it is none."""
    spec = described.spec
    if len(described.facts.shape) != 1:
        raise refused("run", N_("only the columns of a table can be looked at one by one"))

    def make() -> Originals:
        data = dataset(spec.dataset, spec.data)
        if not isinstance(spec.data, CsvParams):
            return PlainColumns(data)
        path = path_of(spec.data.path, ingest.FIELD)
        return SheetColumns(data, ingest.arranged(path, spec.data.wishes))

    return _known.get(key_of(spec.dataset, spec.data), make)
