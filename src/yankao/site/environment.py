"""What the operator decides outside the program: read once at start, typed, and refused when not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from yankao import cities
from yankao.site.errors import EnvironmentRefusedError
from yankao.site.home import Home
from yankao.site.outside import KNOWN_OUTSIDE, Outside, read_outside

KNOWN = {
    "YANKAO_HOME": "資料夾：資料庫、檔案與金鑰",
    "YANKAO_SECRET_KEY": "簽章金鑰；預設讀自 secrets/secret_key",
    "YANKAO_KEYS": "個資金鑰（編號:base64，以逗號分隔，最新在前）；預設讀自 secrets/keys",
    "YANKAO_ALLOWED_HOSTS": "允許的主機名稱，以逗號分隔",
    "YANKAO_CITY": "城市（cities 之下的資料夾）；只有一個時可省略",
    "YANKAO_DEMO": "1 表示展示城市",
    "YANKAO_DEBUG": "1 表示開發模式；僅限本機",
    "YANKAO_BIND": "網頁伺服器監聽的位址；預設 127.0.0.1",
    "YANKAO_REPLICA_URL": "唯讀複本（PostgreSQL 串流複寫）的網址；公開頁面由此讀取",
    "YANKAO_REAL_DATA": "測試用真實資料的資料夾",
    **KNOWN_OUTSIDE,
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where PostgreSQL listens."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Everything the program takes from its surroundings. Secrets are empty until `yankao init` has made them."""

    home: Home
    database: Database
    is_embedded: bool
    secret_key: str
    keys: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    city: str
    is_demo: bool
    is_debug: bool
    bind: str = "127.0.0.1"
    replica: Database | None = None
    outside: Outside = field(default_factory=Outside)

    @property
    def is_loopback(self) -> bool:
        """Whether only this very machine can reach the pages."""
        return all(host in LOOPBACK for host in self.allowed_hosts)

    @property
    def needs_https(self) -> bool:
        """Whether cookies may travel over HTTPS only."""
        return not self.is_demo and not self.is_loopback


def default_home() -> Path:
    """Return `.yankao` in the checkout, or in the working folder when the program was installed from a package."""
    base = CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()
    return base / ".yankao"


def read_home(environ: Mapping[str, str]) -> Home:
    """Return the home named by YANKAO_HOME, made absolute."""
    value = environ.get("YANKAO_HOME", "").strip()
    return Home(root=Path(value).expanduser().absolute() if value else default_home())


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Return the settings, or refuse with a sentence that names the variable."""
    refuse_unknown(environ)
    home = read_home(environ)
    url = environ.get("DATABASE_URL", "").strip()
    is_debug = _flag(environ, "YANKAO_DEBUG")
    hosts = _hosts(environ)
    if is_debug and not all(host in LOOPBACK for host in hosts):
        msg = "YANKAO_DEBUG=1 只能用於本機，請移除 YANKAO_ALLOWED_HOSTS 中的外部主機"
        raise EnvironmentRefusedError(msg)
    return Environment(
        home=home,
        database=parse_database_url(url) if url else embedded_database(home),
        is_embedded=not url,
        secret_key=environ.get("YANKAO_SECRET_KEY", "").strip() or home.read_secret("secret_key"),
        keys=split_list(environ.get("YANKAO_KEYS", "") or home.read_secret("keys")),
        allowed_hosts=hosts,
        city=_city(environ.get("YANKAO_CITY", "").strip()),
        is_demo=_flag(environ, "YANKAO_DEMO"),
        is_debug=is_debug,
        bind=_address(environ),
        replica=_replica(environ),
        outside=read_outside(environ),
    )


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Stop at a misspelt YANKAO_ variable instead of ignoring it."""
    unknown = sorted(name for name in environ if name.startswith("YANKAO_") and name not in KNOWN)
    if unknown:
        msg = f"不認得的設定 {'、'.join(unknown)}；可用的設定：{'、'.join(KNOWN)}"
        raise EnvironmentRefusedError(msg)


def parse_database_url(url: str, *, variable: str = "DATABASE_URL") -> Database:
    """Return the parts of a PostgreSQL URL."""
    if not url.startswith(("postgres://", "postgresql://")):
        msg = f"{variable} 必須以 postgresql:// 開頭"
        raise EnvironmentRefusedError(msg)
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        msg = f"{variable} 無法解讀：{error}"
        raise EnvironmentRefusedError(msg) from error
    if not parts.get("dbname"):
        msg = f"{variable} 缺少資料庫名稱"
        raise EnvironmentRefusedError(msg)
    named = {key: parts.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
    return Database(
        name=named["dbname"],
        user=named["user"],
        password=named["password"],
        host=named["host"],
        port=named["port"],
        options=tuple(sorted(parts.items())),
    )


def embedded_database(home: Home) -> Database:
    """Return where the cluster inside the home listens: a Unix socket only."""
    return Database(name="yankao", user="yankao", password=home.read_secret("database"), host=str(home.socket_folder), port="5432")


def _replica(environ: Mapping[str, str]) -> Database | None:
    url = environ.get("YANKAO_REPLICA_URL", "").strip()
    if url and not environ.get("DATABASE_URL", "").strip():
        msg = "YANKAO_REPLICA_URL 需與 DATABASE_URL 一起設定：內建的資料庫沒有複本"
        raise EnvironmentRefusedError(msg)
    return parse_database_url(url, variable="YANKAO_REPLICA_URL") if url else None


def _address(environ: Mapping[str, str]) -> str:
    text = environ.get("YANKAO_BIND", "").strip() or LOOPBACK[0]
    try:
        return str(ip_address(text))
    except ValueError as error:
        msg = f"YANKAO_BIND 必須是這台機器的 IP 位址，不能是「{text}」"
        raise EnvironmentRefusedError(msg) from error


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        msg = f"{name} 只能是 0 或 1，不能是「{value}」"
        raise EnvironmentRefusedError(msg)
    return value == "1"


def _hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    hosts = split_list(environ.get("YANKAO_ALLOWED_HOSTS", ""))
    for host in hosts:
        if "/" in host or host == "*":
            msg = f"YANKAO_ALLOWED_HOSTS 只列主機名稱，不能是「{host}」"
            raise EnvironmentRefusedError(msg)
    return hosts or LOOPBACK


def _city(key: str) -> str:
    known = cities.names()
    if key and key not in known:
        msg = f"YANKAO_CITY 沒有「{key}」；可用的有：{'、'.join(known)}"
        raise EnvironmentRefusedError(msg)
    if not key and len(known) != 1:
        msg = f"請以 YANKAO_CITY 指定城市：{'、'.join(known)}"
        raise EnvironmentRefusedError(msg)
    return key or known[0]


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a list written with commas, with lines, or with both."""
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())
