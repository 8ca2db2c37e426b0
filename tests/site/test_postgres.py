"""The embedded database: started when needed, joined when running, and never blocked by what a killed one left."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yankao.site.home import PRIVATE, Home
from yankao.site.postgres import cluster, ensure_running, is_running

AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home below a folder that only its owner may enter."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(PRIVATE)
    yield Home(root=closed / "sub" / "home")
    assert closed.stat().st_mode & 0o777 == PRIVATE


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def postmaster(home: Home) -> int:
    return int((home.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])


@pytest.mark.crash
def test_it_runs_below_a_closed_folder_and_stops_with_its_last_user(home: Home) -> None:
    with cluster(home, is_throwaway=True) as url:
        assert str(one(url, "SHOW server_version")).startswith("18.")
        assert is_running(home)
    assert not is_running(home)


@pytest.mark.crash
def test_it_is_set_as_agreed(home: Home) -> None:
    agreed = {"timezone": "UTC", "jit": "off", "max_wal_size": "4GB", "random_page_cost": "1.1", "listen_addresses": "", "fsync": "on"}
    with cluster(home) as url:
        assert {name: one(url, f"SHOW {name}") for name in agreed} == agreed
        assert one(url, "SELECT datlocale FROM pg_database WHERE datname = 'yankao'") == "C.UTF-8"
        assert one(url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0


@pytest.mark.crash
def test_a_throw_away_cluster_writes_without_waiting(home: Home) -> None:
    with cluster(home, is_throwaway=True) as url:
        assert one(url, "SHOW fsync") == "off"


@pytest.mark.crash
@pytest.mark.skipif(not AS_ROOT, reason="only root hands the server to another account")
def test_as_root_the_server_runs_as_its_own_account(home: Home) -> None:
    with cluster(home, is_throwaway=True):
        assert Path(f"/proc/{postmaster(home)}").stat().st_uid != 0
        assert home.data.stat().st_uid != 0
        assert home.root.stat().st_uid == 0


@pytest.mark.crash
def test_a_second_user_joins_and_the_first_leaves_without_stopping_it(home: Home) -> None:
    first = cluster(home, is_throwaway=True)
    first.__enter__()
    with cluster(home, is_throwaway=True) as url:
        before = postmaster(home)
        first.__exit__(None, None, None)
        assert one(url, "SELECT 1") == 1
        assert postmaster(home) == before
    assert not is_running(home)


@pytest.mark.crash
def test_many_at_once_start_one_server(home: Home) -> None:
    seen: list[int] = []
    meet = threading.Barrier(4)

    def use() -> None:
        meet.wait()
        with cluster(home, is_throwaway=True):
            seen.append(postmaster(home))
            meet.wait()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert len(set(seen)) == 1
    assert not is_running(home)


@pytest.mark.crash
def test_a_killed_server_is_started_again_with_its_data(home: Home) -> None:
    with cluster(home) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        os.kill(postmaster(home), signal.SIGKILL)
        while is_running(home):  # the kernel takes a moment to clear it away
            pass
        ensure_running(home)
        assert one(url, "SELECT count(*) FROM kept") == 1


@pytest.mark.crash
def test_a_number_that_now_belongs_to_another_process_does_not_block(home: Home) -> None:
    with cluster(home, is_throwaway=True):
        text = (home.data / "postmaster.pid").read_text(encoding="utf-8")
    stale = home.data / "postmaster.pid"
    stale.write_text(text.replace(text.split()[0], str(os.getpid()), 1), encoding="utf-8")
    (home.socket_folder / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with cluster(home, is_throwaway=True) as url:
        assert one(url, "SELECT 1") == 1
