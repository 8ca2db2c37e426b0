"""What an outside system cannot have recorded is refused by its column, and a file of another format before anything is imported."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.cases.people import at

from yankao.divisions.service.logic.cdr import import_cdr
from yankao.divisions.service.logic.kcg1999 import import_kcg1999
from yankao.divisions.service.logic.taipei1999 import import_taipei1999
from yankao.divisions.service.registers.calls import CallCase, CallRecord
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.replay_csv import import_csv
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("callcenter", "dispatch")]

NOW = at("2023-06-01 09:00")
CALLS = "call_id,started_at,answered_at,ended_at,agent,class,case_number\n"
CALL = "c1,2023-03-01 09:00:00,2023-03-01 09:00:12,2023-03-01 09:03:00,A07,inquiry,"
TAIPEI = "案件編號,派工項目,案件地址,立案日期,立案時間\n"
RECORD = {"FileNo_": "INS1", "Status_": "3", "Cre_Date_": "2023/3/1 上午 09:00:00", "InformDesc_": "路面坑洞(一)", "BeforeDesc_": "坑洞"}
Import = Callable[[ImportTask], Summary]


def run(importer: Import, folder: Path, text: str, *, now: datetime = NOW, told: list[str] | None = None) -> Summary:
    path = folder / "file.txt"
    path.write_text(text, encoding="utf-8")
    progress = (lambda _: None) if told is None else told.append
    return importer(ImportTask(file=path, rejects_file=folder / "rejects.csv", actor=job("import"), now=now, progress=progress))


def rejected(summary: Summary) -> list[list[str]]:
    with Path(summary.rejects_file).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def calls(folder: Path, *rows: str, told: list[str] | None = None) -> Summary:
    return run(import_cdr, folder, CALLS + "\n".join(rows) + "\n", told=told)


def record(**changed: str) -> str:
    return json.dumps({**RECORD, **changed}, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CALL.replace("2023-03-01 09:03:00", "2023-06-01 09:01:00"), "ended_at 晚於現在（2023-06-01 09:01）"),
        (CALL.replace("2023-03-01 09:00:00", "2033-03-01 09:00:00"), "started_at 晚於現在"),
        (CALL.replace("2023-03-01 09:00:12", "早上九點"), "answered_at「早上九點」不是可辨識的時間"),
        (CALL.replace("A07", "A" * 41), "agent 超過 40 字"),
        (CALL + "D" * 21, "case_number 超過 20 字"),
        (CALL.replace("c1", "c" * 41), "call_id 超過 40 字"),
        (CALL.replace("c1", ""), "缺少通話編號 call_id"),
    ],
)
def test_a_call_that_cannot_be_names_the_column(tmp_path, row, reason):
    summary = calls(tmp_path, row)

    assert (summary.read, summary.imported, summary.rejected) == (1, 0, 1)
    assert reason in rejected(summary)[0][1]


def test_a_call_that_names_no_case_here_is_kept_counted_repaired_and_told(tmp_path):
    told: list[str] = []

    summary = calls(tmp_path, CALL + "D1129999999", told=told)

    assert (summary.imported, summary.repaired, summary.rejected) == (1, 1, 0)
    assert CallRecord.objects.get().case_number == "D1129999999"
    assert not CallCase.objects.exists()
    notes = tmp_path / "rejects.notes.csv"
    assert "case_number「D1129999999」查無此案" in notes.read_text(encoding="utf-8-sig")
    assert any(str(notes) in line for line in told)


def test_a_call_that_names_no_case_here_is_unchanged_when_told_again(tmp_path):
    calls(tmp_path, CALL + "D1129999999")

    again = calls(tmp_path, CALL + "D1129999999")

    assert (again.imported, again.repaired, again.unchanged) == (0, 0, 1)


def test_rejects_stand_in_the_order_of_their_lines(tmp_path):
    twin = CALL.replace("inquiry", "other")

    summary = calls(tmp_path, CALL, twin, "short", twin, "shorter")

    assert [row[0] for row in rejected(summary)] == ["3", "4", "5", "6"]


def test_a_report_of_taipei_from_the_future_names_its_column(tmp_path):
    rows = "2017010300363,路燈故障,大同區延平北路,20330103,175500\n2017010300364,路燈故障,大同區,20170103,175500\n"

    summary = run(import_taipei1999, tmp_path, TAIPEI + rows)

    assert (summary.imported, summary.rejected) == (1, 1)
    assert rejected(summary)[0][:2] == ["2", "立案日期、立案時間 晚於現在（2033-01-03 17:55）"]


@pytest.mark.parametrize("column", ["Cre_Date_", "Save_Date_", "Close_Date_"])
def test_a_record_from_the_future_names_its_column(tmp_path, column):
    summary = run(import_kcg1999, tmp_path, record(**{column: "2033/3/1 上午 09:00:00"}) + record(FileNo_="INS2"))

    assert (summary.imported, summary.rejected) == (1, 1)
    assert rejected(summary)[0][1].startswith(f"{column} 晚於現在")


def test_a_time_that_cannot_be_read_names_its_column(tmp_path):
    summary = run(import_kcg1999, tmp_path, record(Close_Date_="昨天") + record(FileNo_="INS2"))

    assert rejected(summary)[0][1].startswith("Close_Date_ 時間「昨天」無法辨識")


@pytest.mark.parametrize("column", ["received_at", "closed_at"])
def test_a_case_of_a_table_from_the_future_names_its_column(tmp_path, column):
    cells = {"received_at": "2023-03-01T09:00", "closed_at": "", "step": "解除管制"} | {column: "2033-03-01T09:00"}
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"

    summary = run(lambda task: import_csv(registry.get("service.dispatch"), task), tmp_path, text)

    assert rejected(summary)[0][1].startswith(f"{column} 晚於現在")


@pytest.mark.parametrize(
    ("importer", "text", "reason"),
    [
        (import_kcg1999, '{"id":"1","text":"坑洞"}\n{"id":"2","text":"坑洞"}\n', "FileNo_、Cre_Date_、Status_"),
        (import_kcg1999, TAIPEI + "1,路燈故障,大同區,20170103,175500\n", "FileNo_、Cre_Date_、Status_"),
        (import_kcg1999, '{"FileNo_":"1","Status_":"3"}\n', "沒有任何一列有 Cre_Date_"),
        (import_taipei1999, record(), "沒有任何一列有 案件編號"),
        (import_taipei1999, CALLS + CALL + "\n", "沒有任何一列有 案件編號"),
        (import_cdr, TAIPEI, "第一列應為 call_id"),
    ],
)
def test_a_file_of_another_format_is_refused_before_anything_is_imported(tmp_path, importer, text, reason):
    with pytest.raises(BadFileError, match=reason):
        run(importer, tmp_path, text)
    assert not Case.objects.exists()
    assert not (tmp_path / "rejects.csv").exists()


def test_a_row_without_a_column_others_have_is_rejected_alone(tmp_path):
    summary = run(import_kcg1999, tmp_path, record() + '{"FileNo_":"INS2"}\n')

    assert (summary.imported, summary.rejected) == (1, 1)
    assert rejected(summary)[0][1] == "缺少建立時間 Cre_Date_"
