"""The database that comes along: started by whichever command needs it, stopped by the last one that leaves.

Three lock files say who does what, and the kernel frees each of them when a process dies, however it dies:
`lock` is held while somebody starts or stops the server, `users` is shared by every command that uses it, and `live`
is handed down to the server itself, so that it stays locked exactly as long as any process of the server lives.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from yankao.site.binaries import BARE, Account, as_account, server_account, server_folder
from yankao.site.errors import ClusterError
from yankao.site.home import Home, choose_socket_folder, create, make_private
from yankao.site.tuning import server_settings

DATABASE = USER = "yankao"
PATIENCE_BEFORE_HINT = 15
FAST_STOP_LIMIT = 60
PAUSE = 0.03
STATUS_LINES = 8
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """What the server wrote about itself into postmaster.pid."""

    pid: int
    status: str


@contextmanager
def cluster(home: Home, *, is_throwaway: bool = False) -> Iterator[str]:
    """Give the address of the running database; start it when needed, and stop it when nobody else uses it."""
    create(home)
    with _open(home, "users") as users:
        with _locked(home):
            fcntl.flock(users, fcntl.LOCK_SH)
            _run(home, is_throwaway=is_throwaway)
        try:
            yield database_url(home)
        finally:
            with _locked(home):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _take(users):
                    _stop(home)


def ensure_running(home: Home) -> None:
    """Start the server again if it died while the caller uses it."""
    with _locked(home):
        _run(home, is_throwaway=False)


def is_running(home: Home) -> bool:
    """Whether a server of this home accepts connections."""
    seen = _read_postmaster(home)
    return seen is not None and seen.status == "ready" and _is_alive(seen.pid, home)


def database_url(home: Home, *, name: str = DATABASE) -> str:
    """Return the address of a database in the embedded cluster."""
    password = quote(home.read_secret("database"), safe="")
    return f"postgresql://{USER}:{password}@/{name}?host={quote(str(home.socket_folder), safe='')}"


def _run(home: Home, *, is_throwaway: bool) -> None:
    """Bring the server up, whatever state the last one left; the caller holds the lock."""
    began, is_started, is_hinted = time.monotonic(), False, False
    while not is_running(home):
        if _is_free(home, "live"):
            if is_started:
                msg = f"資料庫啟動失敗，紀錄在 {home.logs / 'postgres.log'}：\n{_tail(home.logs / 'postgres.log')}"
                raise ClusterError(msg)
            _start(home, is_throwaway=is_throwaway)
            is_started = True
        if not is_hinted and time.monotonic() - began > PATIENCE_BEFORE_HINT:
            is_hinted = True
            log.warning("postgres_still_starting log=%s", home.logs / "postgres.log")
        time.sleep(PAUSE)
    if is_started:
        _ensure_database(home)


def _start(home: Home, *, is_throwaway: bool) -> None:
    account = server_account(home.data)
    programs = server_folder(account) / "bin"
    if not home.data.is_dir():
        _initialise(home, account, programs)
    sockets = choose_socket_folder(home)
    make_private(sockets)
    _clear_stale(home, sockets)
    if account:
        os.chown(sockets, account.uid, account.gid)
    with _handed(home.data, account) as data, _handed(sockets, account) as socket_folder, _open(home, "live") as live:
        fcntl.flock(live, fcntl.LOCK_EX)
        settings = server_settings(socket_folder=socket_folder.path, cluster_name=_cluster_name(home), is_throwaway=is_throwaway)
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (home.logs / "postgres.log").open("ab") as output:
            # The shell leaves at once: the server belongs to no command and outlives the one that started it.
            subprocess.run(
                ["/bin/sh", "-c", '"$@" &', "sh", str(programs / "postgres"), "-D", data.path, *flags],
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                pass_fds=(live, *data.fds, *socket_folder.fds),
                start_new_session=True,
                cwd="/",
                env=BARE,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=True,
            )


def _stop(home: Home) -> None:
    """Stop the server: no new work, running work rolled back, everything written; the caller holds the lock."""
    seen, began, number = _read_postmaster(home), time.monotonic(), signal.SIGINT
    if seen and _is_alive(seen.pid, home):
        os.kill(seen.pid, number)
    while not _is_free(home, "live"):
        if seen and number == signal.SIGINT and time.monotonic() - began > FAST_STOP_LIMIT:
            number = signal.SIGQUIT
            log.warning("postgres_stop_forced pid=%s", seen.pid)
            with suppress(ProcessLookupError):
                os.kill(seen.pid, number)
        time.sleep(PAUSE)


def _initialise(home: Home, account: Account | None, programs: Path) -> None:
    """Make the cluster in a draft folder, which gets its name once it is complete."""
    draft, password = home.data.with_name("data.draft"), home.data.with_name("password.draft")
    shutil.rmtree(draft, ignore_errors=True)
    make_private(draft)
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    password.write_text(home.read_secret("database") + "\n", encoding="utf-8")
    if account:
        os.chown(draft, account.uid, account.gid)
        os.chown(password, account.uid, account.gid)
    try:
        with _handed(draft, account) as data, _handed(password, account) as secret:
            options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=scram-sha-256"]
            command = [str(programs / "initdb"), "-D", data.path, "-U", USER, f"--pwfile={secret.path}", *options]
            made = as_account(account, command, check=False, fds=(*data.fds, *secret.fds))
    finally:
        password.unlink()
    if made.returncode:
        msg = f"資料庫建立失敗（initdb）：{made.stderr.strip() or made.stdout.strip()}"
        raise ClusterError(msg)
    draft.rename(home.data)


def _clear_stale(home: Home, sockets: Path) -> None:
    """Remove what a killed server left: its number may by now belong to another process, which would block the start."""
    if not Path("/proc/self").exists():
        return
    seen = _read_postmaster(home)
    if seen and os.fsencode(home.data) in _command_line(seen.pid):
        msg = f"{home.data} 已由其他方式啟動（行程 {seen.pid}），請先停止它"
        raise ClusterError(msg)
    for path in (home.data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        path.unlink(missing_ok=True)


def _ensure_database(home: Home) -> None:
    with psycopg.connect(database_url(home, name="postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A path as the server's account can name it, and the descriptors to hand down for that."""

    path: str
    fds: tuple[int, ...] = ()


@contextmanager
def _handed(path: Path, account: Account | None) -> Iterator[Handed]:
    """Make a path usable by another account although parent folders are closed to it, without touching their modes.

    Root opens it and hands the descriptor down; the server then names it through its own table of descriptors.
    """
    if account is None:
        yield Handed(path=str(path))
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield Handed(path=f"/proc/self/fd/{descriptor}", fds=(descriptor,))
    finally:
        os.close(descriptor)


@contextmanager
def _open(home: Home, name: str) -> Iterator[int]:
    """Open one of the lock files; closing it never frees a lock that a child process still holds."""
    descriptor = os.open(home.root / "cluster" / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    with _open(home, "lock") as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(home: Home, name: str) -> bool:
    with _open(home, name) as descriptor:
        return _take(descriptor)


def _read_postmaster(home: Home) -> Postmaster | None:
    try:
        lines = (home.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    return Postmaster(pid=int(lines[0]), status=lines[STATUS_LINES - 1].strip() if len(lines) >= STATUS_LINES else "")


def _is_alive(pid: int, home: Home) -> bool:
    """Whether that process is this home's server, and not a later one with the same number."""
    if Path("/proc/self").exists():
        return _cluster_name(home).encode() in _command_line(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _cluster_name(home: Home) -> str:
    return f"yankao-{hashlib.sha256(os.fsencode(home.root.resolve())).hexdigest()[:16]}"


def _tail(path: Path, *, lines: int = 12) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
