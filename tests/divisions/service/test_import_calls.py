"""Call detail records and tables of cases are imported row by row; each row that cannot be taken says why."""

from pathlib import Path

import pytest
from tests.cases.people import at

from yankao.divisions.service.logic.cdr import import_cdr
from yankao.divisions.service.registers.calls import CallCase, CallRecord
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.replay_csv import import_csv
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("callcenter")]

HEADING = "call_id,started_at,answered_at,ended_at,agent,class,case_number"
CALL = "c1,2023-03-01 09:00:00,2023-03-01 09:00:12,2023-03-01 09:03:00,A07,inquiry,"
TABLE = "number,external_id,category,agency,step,channel,received_at,due_at,closed_at,district,address,lat,long"
ROW = "D1,X-1,路面坑洞(一),養工處,解除管制,phone,2023-03-01T09:00+08:00,,2023-03-01T11:00+08:00,三民區,建國三路,22.64,120.30"


def task(folder: Path, *rows: str) -> ImportTask:
    path = folder / "file.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return ImportTask(file=path, rejects_file=folder / "rejects.csv", actor=job("import"), now=at("2023-06-01 09:00"), progress=lambda _: None)


def counts(summary: Summary) -> tuple[int, ...]:
    found = tuple(value for value in summary.as_dict().values() if isinstance(value, int))
    assert found[0] == found[1] + found[3] + found[4] + found[5]
    return found


def why(summary: Summary) -> str:
    return Path(summary.rejects_file).read_text(encoding="utf-8-sig")


def calls(folder: Path, *rows: str) -> Summary:
    return import_cdr(task(folder, HEADING, *rows))


def test_a_call_is_taken_with_its_times_in_taipei(tmp_path):
    assert counts(calls(tmp_path, CALL)) == (1, 1, 0, 0, 0, 0)

    call = CallRecord.objects.get()
    assert (call.call_id, call.call_class, call.agent, call.is_simulated) == ("c1", "inquiry", "A07", False)
    assert (call.started_at, call.answered_at) == (at("2023-03-01 09:00"), at("2023-03-01 09:00:12"))


def test_calls_taken_twice_are_unchanged_and_mended_ones_replaced(tmp_path):
    calls(tmp_path, CALL)

    assert counts(calls(tmp_path, CALL, CALL)) == (2, 0, 0, 1, 1, 0)
    assert counts(calls(tmp_path, CALL.replace("inquiry", "其他"))) == (1, 1, 0, 0, 0, 0)
    assert CallRecord.objects.get().call_class == "other"


def test_an_abandoned_call_has_neither_answer_nor_class(tmp_path):
    assert counts(calls(tmp_path, "c9,112/3/1 09:00,,,,,")) == (1, 1, 0, 0, 0, 0)

    assert CallRecord.objects.get().answered_at is None


def test_a_call_is_joined_with_the_case_it_names(tmp_path):
    import_csv(registry.get("service.dispatch"), task(tmp_path, TABLE, ROW))
    case = Case.objects.get()

    calls(tmp_path, CALL + case.number)

    assert CallCase.objects.get().case_id == case.pk


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CALL.replace("c1", ""), "call_id"),
        (CALL.replace("inquiry", "gossip"), "class「gossip」"),
        (CALL.replace("09:00:12", "08:59:12"), "answered_at 不得早於 started_at"),
        (CALL.replace("2023-03-01 09:00:00", ""), "缺少進線時間"),
        ("c1,2023-03-01", "應有 7 欄"),
    ],
)
def test_a_call_that_cannot_be_is_rejected_in_words(tmp_path, row, reason):
    summary = calls(tmp_path, row)

    assert counts(summary) == (1, 0, 0, 0, 0, 1)
    assert reason in why(summary)


def test_another_heading_is_refused(tmp_path):
    with pytest.raises(BadFileError, match="第一列應為"):
        import_cdr(task(tmp_path, "id,when", CALL))


def cases(folder: Path, *rows: str, heading: str = TABLE) -> Summary:
    return import_csv(registry.get("service.dispatch"), task(folder, heading, *rows))


def test_a_table_of_cases_becomes_history(tmp_path):
    assert counts(cases(tmp_path, ROW)) == (1, 1, 0, 0, 0, 0)

    case = Case.objects.get()
    assert (case.external_id, case.category.code, case.agency.slug, case.step) == ("X-1", "road-pothole-1", "public-works-maintenance", "released")
    assert (case.closed_at, case.district.name, case.lat) == (at("2023-03-01 11:00"), "三民區", 22.64)
    assert case.is_historical
    assert counts(cases(tmp_path, ROW)) == (1, 0, 0, 1, 0, 0)


def test_facts_of_the_procedure_may_follow_the_shared_columns(tmp_path):
    cases(tmp_path, ROW + ",已處理完成,是", heading=TABLE + ",result,is_dangerous")

    detail = Case.objects.get().service_dispatch
    assert (detail.result, detail.is_dangerous) == ("fixed", True)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("路面坑洞(一)", "飛碟"), "項目「飛碟」"),
        (ROW.replace("養工處", "火星局"), "機關「火星局」"),
        (ROW.replace("解除管制", "飛走"), "步驟「飛走」"),
        (ROW.replace("22.64", ""), "須同時填寫"),
        (ROW.replace("2023-03-01T09:00+08:00", ""), "缺少受理時間"),
        (ROW.replace("2023-03-01T11:00", "2023-02-01T11:00"), "closed_at 不得早於 received_at"),
        (ROW + ",多一欄", "應有 13 欄"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_and_the_rest_kept(tmp_path, row, reason):
    summary = cases(tmp_path, row, ROW.replace("X-1", "X-2"))

    assert counts(summary) == (2, 1, 0, 0, 0, 1)
    assert reason in why(summary)


def test_an_unknown_column_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(BadFileError, match="不認得的欄位：weather"):
        cases(tmp_path, ROW, heading=TABLE + ",weather")
