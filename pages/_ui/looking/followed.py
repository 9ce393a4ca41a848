"""What every view tells the browser of the run that it looks into."""

from __future__ import annotations

from typing import Any

from core.spec.run_spec import RunSpec
from core.store.runs import Run


def followed(run: Run, spec: RunSpec) -> dict[str, Any]:
    """Return a run as views follow it.

    A new `revision` says that it was taken back, a new `attempt` that it went on, perhaps so
    shortly that it is paused again.
    """
    # What stores one picture after the other has epochs, too, but not as a setting.
    epochs = int(getattr(spec.training, "epochs", 0) or run.progress.get("epochs", 0))
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status,
        "revision": run.revision,
        "attempt": run.attempt,
        "epochs": epochs,
    }
