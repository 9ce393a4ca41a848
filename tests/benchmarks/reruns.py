"""`python -m tests.benchmarks.reruns COUNT [RUN]`: prints the milliseconds of each rerun."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"


def main(count: int, run: str) -> None:
    """Rerun the first page, and fail rather than time an error message."""
    page = AppTest.from_file(str(SHELL), default_timeout=60)
    if run:
        page.query_params["run"] = run
    page.run()
    gc.collect()
    gc.freeze()  # as app.py does
    page.run()
    times = []
    for _ in range(count):
        began = time.process_time()
        page.run()
        times.append((time.process_time() - began) * 1000)
    if page.exception or page.warning or not page.button:
        raise SystemExit("the Images page did not draw itself")
    if "torch" in sys.modules:
        raise SystemExit("the web process has imported torch")
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
