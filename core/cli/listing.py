"""`python -m core list`: the catalog."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.catalog.find import recipes, sources
from core.spec.parameters import Parameters, settings_of


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("list", help="list recipes, datasets and their settings")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the catalog."""
    catalog: dict[str, list[dict[str, Any]]] = {
        "recipes": [
            {
                "name": entry.name,
                "title": entry.title,
                "family": entry.family,
                "tasks": sorted(entry.tasks),
                "accepts": sorted(entry.accepts),
                "phases": list(entry.phases),
                "presets": [p.name for p in entry.presets],
                "params": _settings(entry.params),
                "training": _settings(entry.training),
            }
            for entry in recipes().values()
        ],
        "datasets": [
            {
                "name": entry.name,
                "title": entry.title,
                "kind": entry.kind,
                "task": entry.task,
                "origin": entry.origin,
                "licence": entry.licence,
                "data": _settings(entry.params),
            }
            for entry in sources().values()
        ],
    }
    if parsed.json:
        print(json.dumps(catalog))
        return 0
    for title, entries in catalog.items():
        print(f"{title}:")
        for entry in entries:
            print(f"  {entry['name']:16} {entry['title']}")
            for section in ("params", "training", "data"):
                for item in entry.get(section, []):
                    print(f"    {section}.{item['name']:16} {item['label']} [{item['default']}]")
    return 0


def _settings(parameters: type[Parameters]) -> list[dict[str, Any]]:
    """Return a settings class as plain data."""
    defaults = parameters().model_dump(mode="json")
    return [
        {
            "name": item.name,
            "kind": item.kind,
            "label": item.label,
            "default": defaults[item.name],
            "choices": list(item.choices),
            "minimum": item.minimum,
            "maximum": item.maximum,
        }
        for item in settings_of(parameters)
    ]
