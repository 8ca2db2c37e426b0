"""Everything a page shows has an English entry: the pages' own words and every declared name."""

import importlib.util
from pathlib import Path
from types import ModuleType

from babel.messages.pofile import read_po

from yankao.shell.vocabulary import declared_names

ROOT = Path(__file__).resolve().parents[2]
NOT_PAGES = ("shell/api/", "shell/cli/", "shell/tested.py", "shell/reference.py", "shell/export.py", "shell/models.py", "shell/apps.py")


def collector() -> ModuleType:
    """Return the tool that collects the texts."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown() -> set[str]:
    """Return every text that the pages themselves say."""
    texts = collector().collect()
    return {text for text, places in texts.items() if any(name.startswith("shell/") and not name.startswith(NOT_PAGES) for name, _line in places)}


def test_every_text_of_the_pages_and_every_declared_name_has_english() -> None:
    with (ROOT / "src/yankao/shell/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}
    missing = sorted(text for text in shown() | declared_names() if not english.get(text))
    assert missing == [], f"{len(missing)} texts lack English; run `make messages` and fill them in"


def test_the_compiled_catalogue_is_as_new_as_its_source() -> None:
    folder = ROOT / "src/yankao/shell/locale/en/LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id and message.string}
    compiled = (folder / "django.mo").read_bytes()
    assert all(text.encode() in compiled for text in english.values())
