"""`python -m core download`: a dataset from the internet into the data folder."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from core.catalog.descriptions import implementation
from core.catalog.find import source, sources
from core.data.download import Download
from core.spec.message import N_, Message, Problem, SpecError


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("download", help="fetch a dataset from the internet")
    parser.add_argument("data", metavar="DATA", help="such as mnist or cifar10")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Fetch the dataset unless it is there; progress goes to stderr."""
    described = source(parsed.data)
    if not described.download:
        text = N_("{dataset} needs no download; those that do are {choices}")
        choices = ", ".join(entry.name for entry in sources().values() if entry.download)
        values = {"dataset": described.name, "choices": choices}
        raise SpecError([Problem("DATA", Message(text, values))])
    download: Download = implementation(described.download)
    if download.complete():
        print(f"{described.name} is there already", file=sys.stderr)
        return 0
    print(f"fetching {described.name}, {download.megabytes} MB", file=sys.stderr)
    download.run()
    return 0
