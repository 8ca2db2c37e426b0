"""Which systems a story test plays to its end: read from the marks of the tests, shipped with the program, checked by a test."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MARK = "system"
FILE = Path(__file__).with_name("tested.json")
Stories = dict[str, list[str]]


@cache
def stories() -> Stories:
    """Return the files of the story tests by system, as they were when this version was made."""
    found: Stories = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return found


def scan(tests: Path) -> Stories:
    """Read the marks `pytest.mark.system("petition")` of all tests of a folder, on a test, a class or a whole file."""
    found: dict[str, set[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for system in _named(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(system, set()).add(str(path.relative_to(tests.parent)))
    return {system: sorted(files) for system, files in sorted(found.items())}


def write(tests: Path) -> Stories:
    """Write down what the tests of a folder name, and return it."""
    found = scan(tests)
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    stories.cache_clear()
    return found


def _named(tree: ast.Module) -> Iterator[str]:
    """Go through the systems named by a mark on a test, on a class of tests, or on the whole file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
            yield from (system for decorator in node.decorator_list for system in _systems(decorator))
        elif isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets):
            yield from _systems(node.value)


def _systems(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == MARK:
            yield from (each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str))
