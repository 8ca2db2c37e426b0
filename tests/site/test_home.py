"""The folder of an installation."""

import stat
from pathlib import Path

from yankao.site.home import FOLDERS, LONGEST_SOCKET_FOLDER, PRIVATE, Home, choose_socket_folder, create


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_enter_the_folders_and_read_the_secrets(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "home")
    create(home)
    assert {mode(home.root / name) for name in FOLDERS} | {mode(home.root)} == {PRIVATE}
    assert {mode(path) for path in (home.root / "secrets").iterdir()} == {0o600}


def test_parent_folders_keep_their_modes(tmp_path: Path) -> None:
    parent = tmp_path / "open"
    parent.mkdir()
    parent.chmod(0o751)
    create(Home(root=parent / "home"))
    assert mode(parent) == 0o751


def test_secrets_are_made_once(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "home")
    create(home)
    before = {name: home.read_secret(name) for name in ("database", "secret_key", "keys")}
    create(home)
    assert {name: home.read_secret(name) for name in before} == before
    assert all(before.values())


def test_reading_names_creates_nothing(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "home")
    assert not home.read_secret("database")
    assert not home.is_made
    assert not home.root.exists()


def test_only_a_new_home_can_become_a_simulated_one(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "home")
    create(home)
    create(home, is_simulated=True)
    assert not home.is_simulated


def test_the_socket_lies_in_the_home_when_its_path_is_short(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "home")
    create(home)
    if len(str(home.root / "run")) <= LONGEST_SOCKET_FOLDER:
        assert choose_socket_folder(home) == home.root / "run"


def test_a_long_path_gets_a_short_private_folder_that_is_found_again(tmp_path: Path) -> None:
    home = Home(root=tmp_path / ("long" * 30) / "home")
    create(home)
    folder = choose_socket_folder(home)
    try:
        assert len(str(folder)) <= LONGEST_SOCKET_FOLDER
        assert mode(folder) == PRIVATE
        assert home.socket_folder == folder
        assert choose_socket_folder(home) == folder
    finally:
        folder.rmdir()
