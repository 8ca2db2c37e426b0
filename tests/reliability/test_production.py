"""The city's setting of the how-to, taken from its text: two nodes, two workers, nginx, PostgreSQL with a streaming replica, on loopback."""

import http.client
import json
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.reliability.installation import CLEAN, FACTS, OPENING, YANKAO, Answer, ask, wait_until, yankao

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin"), reverse=True)), Path("/nonexistent"))
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOWTO = Path(__file__).resolve().parents[2] / "docs" / "howto" / "run-in-production.md"
PORTS, FRONT, CITY = (8641, 8642), 8640, "1999.example"
PAGE = "/map/list/"
PAUSE, START = 0.1, 280
KEY = "a-key-of-a-program"
TOKEN = """
INSERT INTO identity_applicationtoken (name, key_hash, scopes, created_at)
VALUES ('介接', encode(sha256(%s::bytea), 'hex'), '["cases:read", "cases:write"]', now())
"""

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.crash,
    pytest.mark.skipif(not (BIN / "initdb").exists() or NGINX is None, reason="needs Debian's postgresql-15 and nginx-light"),
]


@dataclass(slots=True)
class City:
    """Everything that runs for the city."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    nodes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def get(self, path: str = PAGE, **headers: str) -> Answer:
        return ask(f"http://127.0.0.1:{FRONT}", "GET", path, Host=CITY, **headers)

    def post(self, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": token, "Content-Type": "application/json", "Host": CITY}
        return ask(f"http://127.0.0.1:{FRONT}", "POST", OPENING, body=json.dumps({"facts": FACTS}), **headers)

    def start(self, unit: str, number: int) -> None:
        """Start what the how-to's unit starts, with its variables."""
        command = [*YANKAO, *started_by(unit, number)]
        log = self.log(f"{unit}-{number}")
        self.nodes[number] = subprocess.Popen(command, env={**CLEAN, **self.variables}, stdout=subprocess.DEVNULL, stderr=log)
        os.close(log)

    def log(self, name: str) -> int:
        return os.open(self.folder / f"{name}.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def url(self, name: str) -> str:
        return f"postgresql://yankao@/yankao?host={self.folder / name}"

    def on(self, name: str, statement: str) -> object:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchone() if found.description else None


def as_postgres(*command: str | Path) -> None:
    """Run one of PostgreSQL's programs; root hands it to the account postgres."""
    who: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run([str(each) for each in command], check=True, capture_output=True, cwd="/", env=bare, **who)


def start_database(data: Path, sockets: Path) -> None:
    options = f"-c listen_addresses= -k {sockets} -c fsync=off"
    as_postgres(BIN / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", data.with_name(f"{data.name}.log"), "-o", options, "start")


def written(kind: str, holding: str) -> str:
    """Return the block of the how-to that holds some words."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = (block for block in blocks if holding in block)
    return str(found)


def started_by(unit: str, number: int) -> list[str]:
    """Return what the program is started with by a unit of systemd."""
    found = re.search(r"^ExecStart=\S+/yankao (.*)$", written("ini", f"yankao {unit}"), re.MULTILINE)
    assert found is not None
    return shlex.split(found[1].replace("%i", str(number)))


def variables_of(it: City) -> dict[str, str]:
    """Return the variables of the how-to's environment file, with the places of this test."""
    names = re.findall(r"^([A-Z_]+)=", written("sh", "YANKAO_REPLICA_URL="), re.MULTILINE)
    here = {
        "YANKAO_HOME": str(it.folder / "home"),
        "YANKAO_ALLOWED_HOSTS": CITY,
        "DATABASE_URL": it.url("primary"),
        "YANKAO_REPLICA_URL": it.url("replica"),
    }
    return {name: here[name] for name in names}


def nginx_configuration(folder: Path) -> Path:
    """Return the configuration of the how-to, moved to the ports of this test and without TLS."""
    text = (
        written("nginx", "upstream")
        .replace("8001", str(PORTS[0]))
        .replace("8002", str(PORTS[1]))
        .replace("listen 443 ssl;", f"listen 127.0.0.1:{FRONT};")
    )
    text = re.sub(r"^\s*ssl_.*$", "", text, flags=re.MULTILINE)
    path = folder / "nginx.conf"
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    head = f"pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;\nevents {{}}\n"
    path.write_text(f"{head}http {{ access_log off; {temporary}\n{text}\n}}\n", encoding="utf-8")
    return path


def make_databases(it: City) -> None:
    """Make the primary and its replica, and start both."""
    primary, replica = it.folder / "primary" / "data", it.folder / "replica" / "data"
    for folder in (primary.parent, replica.parent):
        folder.mkdir()
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
    as_postgres(BIN / "initdb", "-D", primary, "-U", "yankao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    with (primary / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(written("conf", "wal_level"))
    start_database(primary, primary.parent)
    (makes,) = re.findall(r"createdb --owner yankao (.*)$", written("sh", "createdb"), re.MULTILINE)
    as_postgres(BIN / "createdb", "-h", primary.parent, "-U", "yankao", *shlex.split(makes))
    copies = written("sh", "pg_basebackup").partition("pg_basebackup ")[2]
    places = {"db1.internal": str(primary.parent), "replicator": "yankao", "/var/lib/postgresql/15/main": str(replica)}
    as_postgres(BIN / "pg_basebackup", *(places.get(word, word) for word in shlex.split(copies)))
    start_database(replica, replica.parent)


def is_up(port: int) -> bool:
    """Whether a node answers that it can serve."""
    return ask(f"http://127.0.0.1:{port}", "GET", "/healthz", timeout=5).status == 200


def start_all(it: City) -> None:
    """Start the nodes, the workers and nginx, and wait until the front answers."""
    made = yankao("init", home=it.folder / "home", **it.variables)
    assert made.returncode == 0, made.stderr
    with psycopg.connect(it.url("primary"), autocommit=True) as connection:
        connection.execute(TOKEN, [KEY])
    for port in PORTS:
        it.start("serve", port)
    for number in (1, 2):
        it.start("worker", number)
    for port in PORTS:
        wait_until(partial(is_up, port), within=START)
    front = [str(NGINX), "-c", str(nginx_configuration(it.folder)), "-p", str(it.folder), "-g", "daemon off;"]
    it.nodes[0] = subprocess.Popen(front, stderr=it.log("nginx"))
    wait_until(lambda: it.get().status == 200, within=20)


def stop_all(it: City) -> None:
    """End everything at once and leave nothing; their children end with them."""
    for process in it.nodes.values():
        process.kill()
    for process in it.nodes.values():
        process.wait(30)
    for name in ("replica", "primary"):
        if (it.folder / name / "data" / "postmaster.pid").exists():
            as_postgres(BIN / "pg_ctl", "-D", it.folder / name / "data", "-m", "immediate", "stop")
    shutil.rmtree(it.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    folder = Path(tempfile.mkdtemp(prefix="yk-", dir="/tmp"))
    folder.chmod(0o755)
    it = City(folder=folder)
    it.variables.update(variables_of(it))
    try:
        make_databases(it)
        start_all(it)
        yield it
    finally:
        stop_all(it)


def test_a_node_is_restarted_under_load_without_one_failed_request(city: City) -> None:
    stop = threading.Event()
    failed: list[int | str] = []
    done: list[int | str] = []

    def client(is_writing: bool) -> None:
        while not stop.is_set():
            try:
                answer = city.post(str(uuid4())) if is_writing else city.get()
                status: int | str = answer.status
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
            (done if status in {200, 201} else failed).append(status)
            time.sleep(PAUSE)  # the node that starts needs the processor too

    threads = [threading.Thread(target=client, args=(number % 2 == 0,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    for port in PORTS:
        city.nodes[port].send_signal(signal.SIGTERM)
        assert city.nodes[port].wait(30) == 0
        city.start("serve", port)
        wait_until(partial(is_up, port), within=START)
        time.sleep(2.5)  # nginx asks a node again two seconds after it failed
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(done) > 50


def test_public_pages_are_read_from_the_replica_until_it_lags_or_goes(city: City) -> None:
    wait_until(lambda: city.get().headers.get("x-read-from") == "replica", within=10)
    city.on("replica", "SELECT pg_wal_replay_pause()")
    written = city.post(str(uuid4()))
    assert written.status == 201
    time.sleep(6)
    city.post(str(uuid4()))
    wait_until(lambda: "x-read-from" not in city.get().headers, within=5)
    assert json.loads(ask(f"http://127.0.0.1:{PORTS[0]}", "GET", "/healthz").text)["parts"]["cluster"] == "low"
    city.on("replica", "SELECT pg_wal_replay_resume()")
    wait_until(lambda: city.get().headers.get("x-read-from") == "replica", within=10)
    as_postgres(BIN / "pg_ctl", "-D", city.folder / "replica" / "data", "-m", "immediate", "stop")
    answers = [city.get() for _ in range(6)]
    start_database(city.folder / "replica" / "data", city.folder / "replica")
    assert {answer.status for answer in answers} == {200}
    assert "x-read-from" not in answers[-1].headers


def test_whoever_has_just_written_reads_from_the_primary(city: City) -> None:
    wait_until(lambda: city.get().headers.get("x-read-from") == "replica", within=10)
    assert "x-read-from" not in city.get(Cookie="yankao_wrote=1").headers


def test_figures_are_for_the_machine_itself_and_key_holders_and_logs_name_nobody(city: City) -> None:
    assert city.get("/metrics").status == 404
    node = f"http://127.0.0.1:{PORTS[0]}"
    assert ask(node, "GET", "/metrics", X_Forwarded_For="203.0.113.7").status == 403
    key = (city.folder / "home" / "secrets" / "metrics").read_text(encoding="utf-8").strip()
    assert ask(node, "GET", "/metrics", X_Forwarded_For="203.0.113.7", Authorization=f"Bearer {key}").status == 200
    figures = ask(node, "GET", "/metrics").text
    assert re.search(r'yankao_requests_total\{method="POST",route="api/v1/.*status="201"\} \d+', figures)
    assert "yankao_workers 2.0" in figures
    lines = [json.loads(line) for line in (city.folder / f"serve-{PORTS[0]}.log").read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert {"at", "level", "event", "route", "status", "ms"} <= lines[-1].keys()


def test_cookies_of_the_city_travel_over_https_only(city: City) -> None:
    page = city.get("/accounts/login/")
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"].startswith("max-age=31536000")


def test_a_backup_by_the_words_of_the_how_to_comes_back_whole_in_an_empty_place(city: City) -> None:
    assert "yankao backup /srv/backup/" in written("sh", "systemctl restart")
    backup = city.folder / "backup"
    made = yankao("backup", str(backup), home=city.folder / "home", **city.variables)
    assert made.returncode == 0, made.stderr
    as_postgres(BIN / "createdb", "-h", city.folder / "primary", "-U", "yankao", "empty")
    for name, database in (("another", city.url("primary").replace("/yankao?", "/empty?")), ("embedded", "")):
        variables = {"YANKAO_ALLOWED_HOSTS": CITY} | ({"DATABASE_URL": database} if database else {})
        back = yankao("restore", str(backup), "--json", home=city.folder / name, **variables)
        assert back.returncode == 0, back.stderr
        assert json.loads(back.stdout.splitlines()[-1]) == {"findings": 0}


def test_the_units_of_the_how_to_are_units_for_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not here")
    text = written("ini", "yankao serve").replace("/opt/yankao/.venv/bin/yankao", "/bin/true").replace("User=yankao", "User=root")
    unit = tmp_path / "yankao-web@.service"
    unit.write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert "yankao-web" not in done.stderr
