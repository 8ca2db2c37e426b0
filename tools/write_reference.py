"""Write docs/reference out of the declarations, and note which systems the story tests play; needs no database.

With --check nothing is written: exit 1 names what is behind the declarations.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"


def main() -> None:
    """Write both, or check both."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
    django.setup()
    # Found by name: they read models, which exist only once Django is loaded.
    reference, tested = import_module("yankao.shell.reference"), import_module("yankao.shell.tested")
    if "--check" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            made = {path.name: path.read_text(encoding="utf-8") for path in reference.write(Path(folder))}
        kept = {path.name: path.read_text(encoding="utf-8") for path in REFERENCE.glob("*.md") if path.name in made}
        behind = sorted(name for name, text in made.items() if kept.get(name) != text)
        if tested.stories() != tested.scan(ROOT / "tests"):
            behind.append(tested.FILE.name)
        if behind:
            print(f"Run make docs; behind the declarations: {', '.join(behind)}")
            sys.exit(1)
        return
    stories = tested.write(ROOT / "tests")
    pages = reference.write(REFERENCE)
    print(f"{len(pages)} pages in docs/reference; {len(stories)} systems played by story tests")


if __name__ == "__main__":
    main()
