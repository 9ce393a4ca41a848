"""The environment that the command line computes in, whatever it was started with."""

import json
import os
import subprocess
import sys
from pathlib import Path

from core.computing import ENVIRONMENT

PROGRAM = """
import json, os, sys
from core.computing import begin_again
begin_again()
print(json.dumps([dict(os.environ), sys.prefix, sys.argv[1:]]))
"""


def test_a_process_begins_again_as_itself_with_the_environment_it_needs() -> None:
    given = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "two words", ""],
        cwd=Path(__file__).parents[2],
        env=given | {"OMP_NUM_THREADS": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    environment, prefix, arguments = json.loads(done.stdout)
    assert {name: environment[name] for name in ENVIRONMENT} == ENVIRONMENT
    assert prefix == sys.prefix
    assert arguments == ["two words", ""]
