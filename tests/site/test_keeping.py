"""An installation is made, checked, backed up and restored; the demo starts and stops as a whole."""

import base64
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from yankao.site.environment import split_list
from yankao.site.home import Home
from yankao.site.postgres import is_running

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_", "DATABASE_URL"))}
YANKAO = [sys.executable, "-m", "yankao.site.cli"]

pytestmark = pytest.mark.crash


def yankao(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**CLEAN, "YANKAO_HOME": str(home), **settings}
    return subprocess.run([*YANKAO, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "home"
    done = yankao("init", "--simulated", home=home)
    assert done.returncode == 0, done.stderr
    return home


def test_a_new_installation_has_no_findings_and_nothing_keeps_running(made: Path) -> None:
    done = yankao("check", "--json", home=made)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"findings": 0}
    assert not is_running(Home(root=made))


def test_an_open_home_is_closed_by_the_next_command(made: Path) -> None:
    made.chmod(0o755)
    assert yankao("check", home=made).returncode == 0
    assert made.stat().st_mode & 0o777 == 0o700


def test_a_backup_comes_back_in_an_empty_home_only(made: Path, tmp_path: Path) -> None:
    (made / "files" / "letter.txt").write_text("attachment", encoding="utf-8")
    backup, target = tmp_path / "backup", tmp_path / "target"
    assert yankao("backup", str(backup), home=made).returncode == 0
    assert not [path for path in backup.rglob("*") if "key" in path.name]
    restored = yankao("restore", str(backup), home=target)
    assert restored.returncode == 0, restored.stderr
    assert (target / "files" / "letter.txt").read_text(encoding="utf-8") == "attachment"
    assert Home(root=target).read_secret("keys") == Home(root=made).read_secret("keys")
    assert yankao("restore", str(backup), home=target).returncode == 1


def test_a_backup_holds_the_keys_in_use_rather_than_those_of_the_files(made: Path, tmp_path: Path) -> None:
    newest = f"2:{base64.b64encode(bytes(32)).decode()}"
    oldest = Home(root=made).read_secret("keys")
    in_use = {"YANKAO_KEYS": f"{newest},{oldest}", "YANKAO_SECRET_KEY": "signs " * 12}
    backup, target, other = tmp_path / "backup", tmp_path / "target", tmp_path / "other"
    assert yankao("backup", str(backup), home=made, **in_use).returncode == 0
    refused = yankao("restore", str(backup), home=other, YANKAO_KEYS=oldest)
    assert refused.returncode == 1
    assert "YANKAO_KEYS）已有不同的金鑰" in refused.stderr
    assert not other.exists()
    restored = yankao("restore", str(backup), home=target)
    assert restored.returncode == 0, restored.stderr
    assert split_list(Home(root=target).read_secret("keys")) == (newest, oldest)
    assert Home(root=target).read_secret("secret_key") == in_use["YANKAO_SECRET_KEY"].strip()


def test_a_backup_with_keys_of_the_environment_comes_back_where_newer_ones_were_added(made: Path, tmp_path: Path) -> None:
    keys = f"2:{base64.b64encode(bytes(32)).decode()},{Home(root=made).read_secret('keys')}"
    added_since = f"3:{base64.b64encode(bytes([1] * 32)).decode()}"
    backup, target = tmp_path / "backup", tmp_path / "target"
    assert yankao("backup", str(backup), home=made, YANKAO_KEYS=keys).returncode == 0
    restored = yankao("restore", str(backup), home=target, YANKAO_KEYS=f"{added_since},{keys}")
    assert restored.returncode == 0, restored.stderr


def test_a_changed_backup_is_refused(made: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert yankao("backup", str(backup), home=made).returncode == 0
    with (backup / "database.dump").open("ab") as dump:
        dump.write(b"x")
    done = yankao("restore", str(backup), home=tmp_path / "target")
    assert done.returncode == 1
    assert "database.dump" in done.stderr
    assert not (tmp_path / "target" / "cluster").exists()


def test_a_backup_into_a_folder_with_something_in_it_is_refused(made: Path, tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    assert yankao("backup", str(tmp_path), home=made).returncode == 1


def test_a_demo_never_moves_into_a_real_home(tmp_path: Path) -> None:
    (tmp_path / "home" / "secrets").mkdir(parents=True)
    (tmp_path / "home" / "secrets" / "keys").touch()
    done = yankao("demo", home=tmp_path / "home")
    assert done.returncode == 1
    assert not (tmp_path / "home" / "cluster").exists()


@pytest.fixture
def demo(made: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [*YANKAO, "demo", "--empty", "--port", "8600"], env={**CLEAN, "YANKAO_HOME": str(made)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process, next(line.strip() for line in process.stdout if line.startswith("http://"))
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def status(url: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_says_where_it_is_and_one_signal_stops_everything(
    demo: tuple[subprocess.Popen[str], str], made: Path, number: signal.Signals
) -> None:
    process, url = demo
    assert url.startswith("http://127.0.0.1:86")
    assert status(url) == 200
    assert yankao("check", home=made).returncode == 0
    assert is_running(Home(root=made))
    process.send_signal(number)
    assert process.wait(timeout=60) == 0
    assert not is_running(Home(root=made))
    with pytest.raises(ConnectionRefusedError):
        status(url)
