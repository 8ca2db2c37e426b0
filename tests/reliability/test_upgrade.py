"""An installation made by the first release found among the tags is brought up to date, with every case and an unbroken audit."""

import io
import json
import subprocess
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from tests.reliability.installation import CLEAN, YANKAO

ROOT = Path(__file__).resolve().parents[2]
LOADED = 5
LOAD = f"""
from datetime import datetime, timezone
from yankao.engines.cases import registry
from yankao.engines.cases.models import Category
from yankao.engines.cases.open import open_case
from yankao.kernel.actors import Actor, ActorKind
program = Actor(kind=ActorKind.APPLICATION, id='upgrade', name='升級測試', scopes=('cases:write', 'open311:write'))
category = Category.objects.filter(procedure='service.dispatch').first()
for number in range({LOADED}):
    facts = {{'category': category, 'description': f'舊版案件{{number}}', 'address': '中山路1號', 'channel': 'phone'}}
    open_case(registry.get('service.dispatch'), actor=program, now=datetime(2026, 3, 2, 2, tzinfo=timezone.utc), facts=facts)
"""
COUNT = "from yankao.engines.cases.models import Case; print('cases', Case.objects.filter(description__startswith='舊版案件').count())"

pytestmark = pytest.mark.crash


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)


def run(*arguments: str, home: Path, source: Path) -> subprocess.CompletedProcess[str]:
    environment = {**CLEAN, "YANKAO_HOME": str(home), "PYTHONPATH": str(source)}
    return subprocess.run([*YANKAO, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=280, cwd=source)


@pytest.fixture
def first_release() -> str:
    releases = git("tag", "--list", "v*", "--sort=version:refname").stdout.decode().split()
    if not releases:
        pytest.skip("no release is tagged here: there is nothing to upgrade from")
    return releases[0]


def test_migrations_that_were_released_are_as_they_were(first_release: str) -> None:
    edited = git("diff", "--name-only", "--diff-filter=MDR", first_release, "--", "src/**/migrations/*.py").stdout.decode().split()
    assert edited == []


@pytest.mark.timeout(600)
def test_the_first_release_is_brought_up_to_date_with_every_case(first_release: str, tmp_path: Path) -> None:
    archive = git("archive", first_release, "src")
    assert archive.returncode == 0, archive.stderr
    old, home = tmp_path / "old", tmp_path / f"yk-{uuid4().hex[:6]}"
    old.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(old, filter="data")
    for arguments in (("init",), ("manage", "shell", "-c", LOAD)):
        done = run(*arguments, home=home, source=old / "src")
        assert done.returncode == 0, done.stderr
    upgraded = run("init", home=home, source=ROOT / "src")
    assert upgraded.returncode == 0, upgraded.stderr
    assert f"cases {LOADED}" in run("manage", "shell", "-c", COUNT, home=home, source=ROOT / "src").stdout
    checked = run("check", "--json", home=home, source=ROOT / "src")
    assert json.loads(checked.stdout.splitlines()[-1]) == {"findings": 0}, checked.stdout
