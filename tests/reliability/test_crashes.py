"""Processes are killed in the middle of load and the disk fills up: what was acknowledged stays, and everything comes back by itself."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.reliability.installation import Installation, Load, children_of, kill, signal_all, started, wait_until, yankao
from yankao.site.home import Home
from yankao.site.postgres import cluster

pytestmark = [pytest.mark.crash, pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")]
PORT = 8610
TAKEN_OVER_WITHIN = 60
SIZE = "600m"


@pytest.fixture(scope="module")
def small_disk() -> Iterator[tuple[Path, bool]]:
    """Return a folder on a small disk of its own where this account may mount one, else an ordinary folder."""
    folder = Path(tempfile.mkdtemp(prefix="yk-"))
    mounted = os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode  # fmt: skip
    yield folder, mounted
    if mounted:
        subprocess.run(["umount", str(folder)], capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def installation(small_disk: tuple[Path, bool]) -> Iterator[Installation]:
    with started(small_disk[0] / "home", port=PORT) as it:
        yield it


def test_killed_server_worker_and_database_lose_and_double_nothing(installation: Installation) -> None:
    it = installation
    chased = [json.loads(it.open_case(str(uuid4())).text)["number"] for _ in range(10)]
    with it.database() as blocker:
        # The worker is killed while it holds a job that it cannot end: the notices it wants to write are locked.
        blocker.autocommit = False
        blocker.execute("LOCK TABLE notices_notice IN EXCLUSIVE MODE")
        with it.database() as other:
            late = "due_at = due_at - interval '40 days', given_at = given_at - interval '40 days', starts_at = starts_at - interval '40 days'"
            other.execute(f"UPDATE cases_duedate SET {late}, chase_at = now() - interval '1 minute' WHERE chase_at IS NOT NULL".encode())
            other.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'cases.chase', '{\"timestamp\": 0}')")
        held = "SELECT max(id) FROM procrastinate_jobs WHERE task_name = 'cases.chase' AND status = 'doing'"
        wait_until(lambda: it.one(held) is not None, within=20)
        job = it.one(held)
        kill(*it.children("worker"))
        killed_at = time.monotonic()
        blocker.rollback()
    load = Load(it)
    with load.running():
        time.sleep(2)
        kill(*children_of(it.children("yankao.site.web")[0])[:1])
        time.sleep(2)
        kill(it.postmaster())
        time.sleep(5)
        kill(*it.children("yankao.site.web"))
        time.sleep(4)
    assert load.retries > 0
    numbers = list(load.acknowledged.values())
    assert len(numbers) > 20
    assert len(set(numbers)) == len(numbers)
    with it.database() as connection:
        kept = connection.execute("SELECT number, description FROM cases_case").fetchall()
    assert len(kept) == len(numbers) + len(chased)
    assert dict(kept) == {**{number: f"垃圾堆積 {token}" for token, number in load.acknowledged.items()}, **dict.fromkeys(chased, "垃圾堆積")}
    done = f"SELECT status::text FROM procrastinate_jobs WHERE id = {job}"
    wait_until(lambda: it.one(done) == "succeeded", within=TAKEN_OVER_WITHIN - (time.monotonic() - killed_at))
    with it.database() as connection:
        told = connection.execute(
            "SELECT subject_id, count(*), count(DISTINCT (recipient_id, title)) FROM notices_notice WHERE title LIKE '%逾期%' GROUP BY 1"
        ).fetchall()
    assert {number for number, *_ in told} == set(chased)
    assert all(count == distinct for _, count, distinct in told)
    passages = "SELECT count(*) FROM cases_passage"
    assert it.one(passages) == len(kept)


def test_without_a_database_a_page_says_what_to_do_and_then_comes_back(installation: Installation) -> None:
    it = installation
    it.process.send_signal(signal.SIGSTOP)  # nobody starts it again for now
    kill(it.postmaster())
    wait_until(lambda: it.ask("GET", "/map/list/").status == 503, within=10)
    page, program = it.ask("GET", "/map/list/"), it.open_case(str(uuid4()))
    it.process.send_signal(signal.SIGCONT)
    assert "資料庫暫時無法連線" in page.text
    assert "一分鐘後再試" in page.text
    assert page.headers["retry-after"] == "10"
    assert program.status == 503
    assert "資料庫暫時無法連線" in json.loads(program.text)["detail"]
    wait_until(lambda: it.ask("GET", "/map/list/").status == 200, within=20)
    assert it.open_case(str(uuid4())).status == 201


def test_a_stalled_and_a_restarted_database_delay_and_lose_nothing(installation: Installation) -> None:
    it = installation
    before = int(str(it.one("SELECT count(*) FROM cases_case")))
    load = Load(it, clients=2)
    with load.running():
        time.sleep(1)
        # A disk that answers nothing for a while stops its readers and writers where they are.
        signal_all(children_of(it.postmaster()), signal.SIGSTOP)
        time.sleep(4)
        signal_all(children_of(it.postmaster()), signal.SIGCONT)
        time.sleep(1)
        signal_all([it.postmaster()], signal.SIGINT)  # the orderly end that a restart begins with
        time.sleep(3)
    assert load.acknowledged
    assert it.one("SELECT count(*) FROM cases_case") == before + len(load.acknowledged)
    assert {answer.status for answer in load.unavailable} <= {503, 409}


def test_a_full_disk_is_named_and_room_made_is_enough_to_go_on(installation: Installation, small_disk: tuple[Path, bool]) -> None:
    folder, is_small = small_disk
    if not is_small:
        pytest.skip("no small disk could be mounted here")
    it, ballast = installation, folder / "ballast"
    acknowledged, said = [], ""
    free = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize - 512 * 1024)
    try:
        for _ in range(200):
            answer = it.open_case(str(uuid4()), description=os.urandom(1500).hex())
            if answer.status == 201:
                acknowledged.append(json.loads(answer.text)["number"])
            elif answer.status == 503:
                said = json.loads(answer.text)["detail"]
                break
        health = it.ask("GET", "/healthz")
    finally:
        ballast.unlink()
    assert "磁碟空間不足" in said or "資料庫暫時無法連線" in said
    assert health.status == 503
    assert json.loads(health.text)["parts"]["disk"] == "down"
    wait_until(lambda: it.open_case(str(uuid4())).status == 201, within=40)
    with it.database() as connection:
        kept = {number for (number,) in connection.execute("SELECT number FROM cases_case").fetchall()}
    assert set(acknowledged) <= kept


def test_after_all_that_the_audit_is_whole_and_a_backup_restores_into_an_empty_home(installation: Installation, tmp_path: Path) -> None:
    it = installation
    backup, target = tmp_path / "backup", tmp_path / "target"
    checked = yankao("check", "--json", home=it.home.root)
    assert json.loads(checked.stdout.splitlines()[-1]) == {"findings": 0}, checked.stdout
    counts = b"SELECT json_build_array((SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_passage), (SELECT count(*) FROM audit_entry))"
    done = yankao("backup", str(backup), home=it.home.root)
    assert done.returncode == 0, done.stderr
    restored = yankao("restore", str(backup), "--json", home=target)
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout.splitlines()[-1]) == {"findings": 0}
    assert json.loads((backup / "manifest.json").read_text(encoding="utf-8"))["files"]["database.dump"]
    assert not [path for path in backup.rglob("*") if "key" in path.name]
    with cluster(Home(root=target)) as url, psycopg.connect(url) as connection:
        assert connection.execute(counts).fetchone() == (it.one(counts.decode()),)
