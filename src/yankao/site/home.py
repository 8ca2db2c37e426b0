"""The folder that holds all data of one installation: database, files, secrets and logs."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("cluster", "files", "secrets", "logs", "run", "cache", "mail")
PRIVATE = 0o700
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Names of what lies where below YANKAO_HOME. Reading a name creates nothing."""

    root: Path

    @property
    def data(self) -> Path:
        """The data folder of PostgreSQL."""
        return self.root / "cluster" / "data"

    @property
    def files(self) -> Path:
        """Attachments."""
        return self.root / "files"

    @property
    def logs(self) -> Path:
        """Log files of the server processes."""
        return self.root / "logs"

    @property
    def is_made(self) -> bool:
        """Whether `create` has completed here."""
        return (self.root / "secrets" / "keys").is_file()

    @property
    def is_simulated(self) -> bool:
        """Whether this home was made for simulated data (`yankao demo` or `init --simulated`)."""
        return (self.root / "simulated").is_file()

    @property
    def socket_folder(self) -> Path:
        """The folder of the database's socket: as recorded, or the one inside the home."""
        record = self.root / "cluster" / "socket"
        if record.is_file():
            return Path(record.read_text(encoding="utf-8").strip())
        return self.root / "run"

    def secret_path(self, name: str) -> Path:
        """Return the file of one secret."""
        return self.root / "secrets" / name

    def read_secret(self, name: str) -> str:
        """Return one secret, or an empty text when the home was not made yet."""
        path = self.secret_path(name)
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def create(home: Home, *, is_simulated: bool = False) -> None:
    """Make the folders (0700) and the secrets that are still missing; what exists is kept."""
    is_new = not home.is_made
    make_private(home.root)
    for name in FOLDERS:
        make_private(home.root / name)
    write_once(home.secret_path("database"), lambda: secrets.token_urlsafe(32))
    write_once(home.secret_path("secret_key"), lambda: secrets.token_urlsafe(64))
    write_once(home.secret_path("metrics"), lambda: secrets.token_urlsafe(32))
    write_once(home.secret_path("keys"), lambda: f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}")
    if is_simulated and is_new:
        write_once(home.root / "simulated", lambda: "1")


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter; parent folders keep their modes."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def write_once(path: Path, make: Callable[[], str]) -> None:
    """Write a new secret whole or not at all; a file that exists wins, also against a second process."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def choose_socket_folder(home: Home) -> Path:
    """Return the folder for the socket: in the home, or a short private one under the temporary folder, then recorded."""
    folder = home.root / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = _short_folder(home)
    record = home.root / "cluster" / "socket"
    draft = record.with_name(f".socket.{os.getpid()}")
    draft.write_text(f"{folder}\n", encoding="utf-8")
    draft.replace(record)
    return folder


def _short_folder(home: Home) -> Path:
    recorded = home.socket_folder
    if recorded != home.root / "run" and _is_private(recorded):
        return recorded
    digest = hashlib.sha256(os.fsencode(home.root)).hexdigest()[:8]
    return Path(tempfile.mkdtemp(prefix=f"yankao-{digest}-", dir=_short_temporary()))


def _short_temporary() -> str:
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) < LONGEST_SOCKET_FOLDER - 32 else "/tmp"  # noqa: S108 -- mkdtemp makes a private folder


def _is_private(folder: Path) -> bool:
    """Whether the folder still exists and nobody else could have put something there."""
    try:
        seen = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(seen.st_mode) and stat.S_IMODE(seen.st_mode) == PRIVATE
