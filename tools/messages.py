"""Collect the English texts of core/ and pages/ and bring the Chinese catalog up to them.

    python tools/messages.py            write messages.pot, update the catalog, list what is left
    python tools/messages.py --check    write nothing; exit 1 if the catalog is not complete

A text is collected where it stands: as the literal argument of `_(...)` or of `N_(...)`. Calls are
found in the syntax tree, because Babel's own extraction misses those inside an f-string (before
Python 3.12) and leaves out folders that begin with an underscore. `assets/locale/babel.cfg` says
which files are read.

The files written hold no dates, locations or obsolete entries, so that running this twice changes
nothing, and a changed text changes its own entry only.
"""

import argparse
import ast
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "assets" / "locale"
MAPPING = LOCALE / "babel.cfg"
TEMPLATE = LOCALE / "messages.pot"
CATALOG = LOCALE / "zh_Hans" / "LC_MESSAGES" / "messages.po"
MARKS = ("N_", "_")

HEADER = """\
# {title}
# Written by tools/messages.py, apart from the translations.
msgid ""
msgstr ""
"Project-Id-Version: Deep Learning Playground\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
CHINESE = """\
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def source_files() -> list[Path]:
    """Return the files that `babel.cfg` names."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, _options = parse_mapping_cfg(file, str(MAPPING))
    found = {
        path
        for pattern, _method in methods
        for path in (ROOT / pattern.split("/")[0]).rglob("*")
        if pathmatch(pattern, path.relative_to(ROOT).as_posix())
    }
    return sorted(found)


@cache
def marked(path: Path) -> list[tuple[int, str | None]]:
    """Return line and text of every mark in a file; None for an f-string, which has no one text.

    A call on a name, such as `_(recipe.title)`, is left out: that text is marked elsewhere.
    """
    found: list[tuple[int, str | None]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        argument = node.args[0]
        if node.func.id in MARKS and isinstance(argument, ast.JoinedStr):
            found.append((node.lineno, None))
        elif node.func.id in MARKS and isinstance(argument, ast.Constant):
            found.append((node.lineno, str(argument.value)))
    return found


def unreadable() -> list[str]:
    """Return the places where an f-string stands inside a mark, as `path:line`."""
    return [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in source_files()
        for line, text in marked(path)
        if text is None
    ]


def extract() -> Catalog:
    """Return every marked text of the sources, untranslated."""
    template = Catalog(charset="utf-8", fuzzy=False)
    for path in source_files():
        for _line, text in marked(path):
            if text:
                template.add(text)
    return template


def read_catalog(path: Path) -> Catalog:
    """Return a catalog as it lies on disk; an empty one where there is none."""
    if not path.exists():
        return Catalog("zh_Hans", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8")


def texts(catalog: Catalog) -> dict[str, str]:
    """Return the translations of a catalog by English text."""
    return {str(entry.id): str(entry.string or "") for entry in catalog if entry.id}


def check() -> list[str]:
    """Return what keeps the catalog from being complete, one sentence each; empty if nothing."""
    wanted, catalog, listed = texts(extract()), read_catalog(CATALOG), texts(read_catalog(TEMPLATE))
    known = texts(catalog)
    fuzzy = sorted(str(entry.id) for entry in catalog if entry.id and entry.fuzzy)
    found = [f"f-string inside a mark: {place}" for place in unreadable()]
    found += [f"missing: {text!r}" for text in sorted(wanted.keys() - known.keys())]
    found += [f"stale: {text!r}" for text in sorted(known.keys() - wanted.keys())]
    found += [f"empty: {text!r}" for text in sorted(wanted) if known.get(text) == ""]
    found += [f"fuzzy: {text!r}" for text in fuzzy]
    if wanted.keys() != listed.keys():
        found.append(f"out of date: {TEMPLATE.name} (run tools/messages.py)")
    return found


def update() -> None:
    """Write the template and the catalog; translations of unchanged texts are kept as they are."""
    template = extract()
    catalog = read_catalog(CATALOG)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    _write(TEMPLATE, template, HEADER.format(title="The English texts of the playground."))
    _write(CATALOG, catalog, HEADER.format(title="The texts in Simplified Chinese.") + CHINESE)


def _write(path: Path, catalog: Catalog, header: str) -> None:
    """Write a catalog in one step, so that no reader ever finds half of it."""
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(f"{header}\n".encode() + body.getvalue().strip() + b"\n")
    unfinished.replace(path)


def main() -> None:
    """Read the command line, update or check, and say what is left to translate."""
    parser = argparse.ArgumentParser(description="Update or check the translation catalogs.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on a fault")
    arguments = parser.parse_args()
    try:
        if not arguments.check:
            update()
        found = check()
    except SyntaxError as error:
        sys.exit(f"{error.filename or 'a source file'} cannot be read: {error}")
    for fault in found:
        print(fault)
    if not found:
        print(f"Complete: {len(texts(read_catalog(CATALOG)))} texts in Simplified Chinese.")
    sys.exit(1 if found and arguments.check else 0)


if __name__ == "__main__":
    main()
