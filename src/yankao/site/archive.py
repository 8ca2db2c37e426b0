"""A backup: the database, the files, a manifest that proves both unchanged, and the keys apart from them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from yankao.site.binaries import SAFE_PATH, client
from yankao.site.environment import Database, Environment, split_list
from yankao.site.errors import SiteError
from yankao.site.home import create, make_private

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
KEPT_SECRETS = ("keys", "secret_key")


def keys_folder(folder: Path) -> Path:
    """Return where the keys of a backup are put: beside it, so that they are carried away separately."""
    return folder.with_name(f"{folder.name}-keys")


def write(environment: Environment, folder: Path) -> dict[str, str]:
    """Write a backup into an empty folder and return its manifest; the dump first, for attachments are only ever added."""
    _require_empty(folder)
    make_private(folder)
    _run(["pg_dump", "-Fc", "--no-owner", "--no-privileges", "-f", str(folder / DUMP)], environment.database)
    shutil.copytree(environment.home.files, folder / FILES, dirs_exist_ok=True)
    manifest = {str(path.relative_to(folder)): digest(path) for path in contents(folder)}
    about = {"yankao": version("yankao"), "files": manifest}
    (folder / MANIFEST).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    keys = keys_folder(folder)
    make_private(keys)
    # What is in use may come from the environment, and then the files of the home open nothing of this database.
    for name, text in zip(KEPT_SECRETS, ("\n".join(environment.keys), environment.secret_key), strict=True):
        path = keys / name
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="utf-8")
    return manifest


def verify(folder: Path) -> None:
    """Refuse a backup in which a file was changed, is missing or was added."""
    try:
        expected: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        msg = f"{folder} 不是備份：缺少可讀的 {MANIFEST}"
        raise SiteError(msg) from error
    found = {str(path.relative_to(folder)): digest(path) for path in contents(folder)}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        msg = f"備份與清單不符，未還原：{'、'.join(wrong[:10])}"
        raise SiteError(msg)


def take_keys(environment: Environment, keys: Path) -> None:
    """Put the keys of the backup into a home that has none; keys already in use, from the home or the environment, must hold them."""
    home = environment.home
    if not (keys / "keys").is_file():
        if home.is_made:
            return
        msg = f"找不到金鑰資料夾 {keys}，請以 --keys 指定；沒有金鑰就無法讀取個人資料"
        raise SiteError(msg)
    has_own = bool(environment.keys) or home.is_made
    # Newer keys beside those of the backup do no harm: each value names the key that opens it.
    if has_own and not set(split_list((keys / "keys").read_text(encoding="utf-8"))) <= set(environment.keys):
        msg = f"目標 {home.root}（或 YANKAO_KEYS）已有不同的金鑰，未還原；請還原到新的資料夾，並以備份的金鑰或不設定 YANKAO_KEYS 執行"
        raise SiteError(msg)
    make_private(home.root)
    make_private(home.secret_path("keys").parent)
    for name in KEPT_SECRETS:
        kept, target = (keys / name).read_text(encoding="utf-8").strip(), home.secret_path(name)
        if not target.exists():
            target.touch(mode=0o600)
            target.write_text(kept + "\n", encoding="utf-8")
    create(home)


def read_back(environment: Environment, folder: Path) -> None:
    """Fill the empty database and the empty files folder; one transaction, so a failure leaves nothing."""
    if _has_tables(environment.database) or any(environment.home.files.iterdir()):
        msg = "目標不是空的，未還原；請還原到新的資料夾或新的資料庫"
        raise SiteError(msg)
    command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run([*command, "-d", environment.database.name, str(folder / DUMP)], environment.database)
    if (folder / FILES).is_dir():
        shutil.copytree(folder / FILES, environment.home.files, dirs_exist_ok=True)


def contents(folder: Path) -> Iterator[Path]:
    """Yield every file of a backup but its manifest, in order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_empty(folder: Path) -> None:
    for each in (folder, keys_folder(folder)):
        if each.exists() and (not each.is_dir() or any(each.iterdir())):
            msg = f"{each} 不是空的資料夾，未備份"
            raise SiteError(msg)


def _has_tables(database: Database) -> bool:
    query = "SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"
    with psycopg.connect(_conninfo(database)) as connection:
        return connection.execute(query).fetchone() is not None


def _conninfo(database: Database) -> str:
    return make_conninfo(dbname=database.name, user=database.user, password=database.password, host=database.host, port=database.port or None)


def _run(command: list[str], database: Database) -> None:
    """Run one of PostgreSQL's programs; the password goes through the environment, where no list of processes shows it."""
    names = {"PGDATABASE": database.name, "PGUSER": database.user, "PGPASSWORD": database.password, "PGHOST": database.host, "PGPORT": database.port}
    environment = {"PATH": SAFE_PATH, "HOME": os.environ.get("HOME", "/"), **{key: value for key, value in names.items() if value}}
    with psycopg.connect(_conninfo(database)) as connection:
        major = connection.info.server_version // 10_000
    done = subprocess.run(
        [client(command[0], major=major), *command[1:]], env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        msg = f"{command[0]} 失敗：{done.stderr.strip()}"
        raise SiteError(msg)
