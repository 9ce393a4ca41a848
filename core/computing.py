"""How processes that compute are set up."""

from __future__ import annotations

import os
import sys

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 2**20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""What their environment says, as ARCHITECTURE.md explains under "Engine"; it is read as a process
begins, or as its libraries are loaded."""


def begin_again() -> None:
    """Start this process over with that environment, unless it has it; what it did is lost."""
    if ENVIRONMENT.items() <= os.environ.items():
        return
    os.environ.update(ENVIRONMENT)
    if os.name == "posix":
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
