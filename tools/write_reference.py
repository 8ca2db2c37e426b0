"""Write docs/reference out of the declarations, and note which systems the story tests play; needs no database."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write both."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
    django.setup()
    # Found by name: they read models, which exist only once Django is loaded.
    stories = import_module("yankao.shell.tested").write(ROOT / "tests")
    pages = import_module("yankao.shell.reference").write(ROOT / "docs" / "reference")
    print(f"{len(pages)} pages in docs/reference; {len(stories)} systems played by story tests")


if __name__ == "__main__":
    main()
