"""The page that tells how to add a procedure, followed to the letter in a copy of the program."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "howto" / "add-a-procedure.md"
ASK = """
import django
django.setup()
from yankao.engines.cases import registry
from yankao.engines.indicators import registry as indicators
it = registry.get("service.found_item")
print(it.name, [str(step) for step in it.closed_steps], indicators.get("service.found_item.received")[1])
"""


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the copy, which needs no database for this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "DATABASE_"))}
    env = {
        **kept, "PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "yankao.site.settings", "YANKAO_HOME": str(folder / "home"),
        "YANKAO_SECRET_KEY": "only-for-this-test-of-the-howto-page-0123456789", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }  # fmt: skip
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


def test_the_example_of_the_page_becomes_a_procedure_with_its_table(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "yankao", tmp_path / "yankao", ignore=shutil.ignore_patterns("locale"))  # what is compiled comes along
    example = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    (tmp_path / "yankao/divisions/service/procedures/found_item.py").write_text(example[1], encoding="utf-8")

    made = python(tmp_path, "-W", "ignore", "-m", "django", "makemigrations", "service", "--name", "found_item")
    assert "Create model FoundItem" in made.stdout, made.stderr
    told = python(tmp_path, "-W", "ignore", "-c", ASK)
    assert told.stdout.strip() == "遺失物招領 ['returned', 'passed_on'] service.found_item", told.stderr
