"""The command line: everything the pages do, without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from core.spec.message import SpecError


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other wrong argument is answered."""

    def error(self, message: str) -> NoReturn:
        """Print the line and exit with 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 the run failed, 2 a wrong argument."""
    from core.cli import compare, download, listing, train

    parser = _Parser(prog="python -m core", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for module in (listing, train, compare, download):
        module.add_parser(commands)
    bench = commands.add_parser("bench", help="measure speed and learning on this machine")
    bench.add_argument("names", nargs="*", help="only these benchmarks")
    bench.add_argument("--json", action="store_true", help="print one JSON object")
    bench.set_defaults(run=_bench)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except SpecError as error:
        print(f"python -m core: {error.worded()}", file=sys.stderr)
        return 2


def _bench(parsed: argparse.Namespace) -> int:
    # Benchmarks compare with peers that only development installs, so they live with the tests.
    from tests.benchmarks import bench

    return bench.main(parsed.names, as_json=parsed.json)
