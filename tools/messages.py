"""Collect every Chinese text that a page may show, merge it into the English catalogue, and compile that."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yankao"
CATALOGUE = SOURCE / "shell" / "locale" / "en" / "LC_MESSAGES" / "django.po"
READ = ("kernel", "engines", "shell", "divisions")
# Tables of characters and number words, the operator's commands, what programs are told, the reports, and what citizens and clerks of a
# simulated city write: none of it is a word of the pages.
LEFT_OUT = (
    "kernel/text.py",
    "kernel/numerals.py",
    "shell/cli/",
    "shell/api/",
    "shell/reference",
    "engines/reports/",
    "/logic/texts",
    "/logic/simulate",
    "/logic/seed",
    "/seed",
    "made_pairs.py",
    "/logic/kcg1999",
    "/logic/cdr",
    "/intelligence/likeness.py",
    "/open311/",
    "/migrations/",
    "/tests/",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHORT_TAG = re.compile(r"""\{%\s*(?:trans|translate)\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)[^%]*%\}""")
INLINE = re.compile(r"""\b_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""")
BLOCK = re.compile(r"\{%\s*(?:blocktrans|blocktranslate)\b(?P<options>[^%]*)%\}(?P<text>.*?)\{%\s*end(?:blocktrans|blocktranslate)\s*%\}", re.DOTALL)
# Regular expressions, rows of characters and names of typefaces stand in the code as strings too.
NO_WORDS = re.compile(r"\(\?|\[\^|\[0-9\]|\\[dWw(]|[一〇]二三四五六|, Noto ")
HOLE = re.compile(r"\{[a-z_]+[0-9]*\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# A fixed moment, so that collecting twice changes nothing.
START = datetime(2026, 1, 1, tzinfo=UTC)

Found = tuple[str, int]


def main() -> int:
    """Write the catalogue and say how many texts still lack English."""
    found = collect()
    for name in sorted(declared()):
        found.setdefault(name, [("declared", 0)])
    catalogue = read()
    template = Catalog(creation_date=START)
    for text, places in sorted(found.items(), key=lambda item: item[1]):
        template.add(text, locations=places)
    catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(found)} texts, {len(missing)} without English")
    return 0


def read() -> Catalog:
    """Return the catalogue as it is, or an empty one."""
    if CATALOGUE.is_file():
        with CATALOGUE.open("rb") as file:
            return read_po(file, locale="en")
    return Catalog(
        locale="en",
        domain="django",
        project="yankao",
        header_comment="# English texts of Yankao.",
        fuzzy=False,
        creation_date=START,
        revision_date=START,
    )


def collect() -> dict[str, list[Found]]:
    """Return every text with the places it stands at."""
    found: dict[str, list[Found]] = {}
    for part in READ:
        for path in sorted((SOURCE / part).rglob("*")):
            name = path.relative_to(SOURCE).as_posix()
            if any(left_out in name for left_out in LEFT_OUT):
                continue
            for text, line in texts(path):
                found.setdefault(text, []).append((name, line))
    return found


def declared() -> frozenset[str]:
    """Return the names that only come about when the declarations are read, such as those a function puts together."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
    django.setup()
    return import_module("yankao.shell.vocabulary").declared_names()


def texts(path: Path) -> Iterator[Found]:
    """Yield the texts of one file."""
    if path.suffix == ".py":
        yield from python_texts(path.read_text(encoding="utf-8"))
    elif path.suffix in {".html", ".txt"}:
        yield from template_texts(path.read_text(encoding="utf-8"))


def python_texts(source: str) -> Iterator[Found]:
    """Yield Chinese string literals that are no documentation; of an f-string its shape, with the name of what stands in each hole."""
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            silent.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            silent.update(id(value) for value in node.values)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
            and CHINESE.search(node.value)
            and not NO_WORDS.search(node.value)
        ):
            yield node.value, node.lineno
        elif isinstance(node, ast.JoinedStr) and CHINESE.search(shape := shape_of(node)) and HOLE.search(shape) and not NO_WORDS.search(shape):
            yield shape, node.lineno


def shape_of(sentence: ast.JoinedStr) -> str:
    """Return an f-string as a sentence with named holes; a name used twice is numbered."""
    pieces: list[str] = []
    used: dict[str, int] = {}
    for value in sentence.values:
        if isinstance(value, ast.Constant):
            pieces.append(str(value.value))
        elif isinstance(value, ast.FormattedValue):
            name = hole_name(value.value)
            used[name] = used.get(name, 0) + 1
            pieces.append(f"{{{name}{used[name] if used[name] > 1 else ''}}}")
    return "".join(pieces)


def hole_name(value: ast.expr) -> str:
    """Name a hole after the last word of its expression."""
    if isinstance(value, ast.Call):
        return hole_name(value.func)
    word = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else "value"
    return word.strip("_").lower() or "value"


def template_texts(source: str) -> Iterator[Found]:
    """Yield the texts of translation tags."""
    for pattern in (SHORT_TAG, INLINE, BLOCK):
        for match in pattern.finditer(source):
            # Django looks template texts up with every percent sign doubled.
            text = match["text"].replace("%", "%%")
            if pattern is BLOCK:
                text = VARIABLE.sub(r"%(\1)s", text)
                text = " ".join(text.split()) if "trimmed" in match["options"] else text
            if CHINESE.search(text):
                yield text, source.count("\n", 0, match.start()) + 1


if __name__ == "__main__":
    sys.exit(main())
