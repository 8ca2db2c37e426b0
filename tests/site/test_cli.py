"""The command `yankao` as an operator meets it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yankao.site.cli.table import COMMANDS


def yankao(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "yankao.site.cli", *arguments],
        env={**clean, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_lists_every_command_and_loads_none() -> None:
    done = yankao("--help", YANKAO_HOME="/nonexistent", COLUMNS="200")
    assert done.returncode == 0
    assert all(command.name in done.stdout for command in COMMANDS if not command.is_hidden)


def test_the_list_of_commands_needs_no_database_library() -> None:
    code = "import sys, yankao.site.cli.main; sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("arguments", [("no-such-command",), ("restore",), ("serve", "--port", "none")])
def test_wrong_use_ends_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert yankao(*arguments, YANKAO_HOME=str(tmp_path / "home")).returncode == 2


def test_an_unknown_setting_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    done = yankao("check", YANKAO_HOME=str(tmp_path / "home"), YANKAO_HOUSE="x")
    assert done.returncode == 2
    assert "YANKAO_HOUSE" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_before_init_says_what_to_do(tmp_path: Path) -> None:
    done = yankao("check", YANKAO_HOME=str(tmp_path / "home"), DATABASE_URL="")
    assert done.returncode == 1
    assert "yankao init" in done.stderr
    assert not (tmp_path / "home").exists()
