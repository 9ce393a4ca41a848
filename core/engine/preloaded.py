"""What every run's process would otherwise import itself, one after the other, before its first
step: a worker's fork server imports this module once, and each run starts with all of it there."""

from __future__ import annotations

from importlib import import_module

from core.catalog.find import recipes, sources
from core.data import digits
from core.data.images import ImageParams
from core.engine import child
from core.store.database import newest_schema

_LIBRARIES = (
    "alembic.command",
    "sqlalchemy.dialects.sqlite",
    "torch",
    "torch._dynamo",  # the first optimiser of a process imports it
    "sklearn.datasets",
    "sklearn.model_selection",
    "sklearn.metrics",
    "sklearn.ensemble",
    "core.training.data_order",
)

for _name in _LIBRARIES:
    import_module(_name)
for _entry in recipes().values():
    import_module(_entry.learner.partition(":")[0])
for _source in sources().values():
    import_module(_source.loader.partition(":")[0])
# Likewise what each would find out anew, and the data that most runs begin with.
child.versions()
newest_schema()
digits.load(ImageParams())
