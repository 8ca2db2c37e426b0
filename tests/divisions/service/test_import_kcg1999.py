"""The 1999 dispatch records are replayed: every case ends in the state, agency, type and times of the source."""

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.cases.people import at

from yankao.divisions.service.logic.kcg1999 import import_kcg1999
from yankao.engines.cases.change import note
from yankao.engines.cases.models import Case, CaseLink, CaseNote, Category, DueDate, Passage
from yankao.engines.cases.read import overdue, worklist
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import Actor, ActorKind, Membership, job
from yankao.kernel.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch")]

NOW = at("2017-03-01 09:00")
RECORD = {
    "FileNo_": "INS160910359", "Status_": "5", "Cre_Date_": "2016/9/10 下午 10:51:24", "ReplyUnit_": "B01000", "zipcode_": "806",
    "ZipName_": "前鎮區", "address_": "大華一路", "UnitName_": "養工處", "StatusName_": "解除管制",
    "InformDesc_": "路面坑洞(一)", "BeforeDesc_": "沿線有多處坑洞。",
    "AfterDesc_": "本案於9/11 01:30 養護隊 ○○先生回報，已修復完畢；並於09/11 09：05電覆陳情人，故解除管制。", "Memo_": "",
    "Save_Date_": "2016/9/10 下午 10:52:28", "Close_Date_": "2016/9/11 上午 09:10:00", "_first_seen": 1473707238,
}  # fmt: skip
SEEN = 1473707238


def run(folder: Path, *records: dict[str, object], events: list[dict[str, object]] | None = None, now: datetime = NOW) -> Summary:
    def written(name: str, rows: Sequence[dict[str, object]]) -> Path:
        path = folder / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    told = written("events.jsonl", events) if events is not None else None
    return import_kcg1999(
        ImportTask(
            file=written("cases.jsonl", records),
            events=told,
            rejects_file=folder / "rejects.csv",
            actor=job("import"),
            now=now,
            progress=lambda _: None,
        )
    )


def counts(summary: Summary) -> tuple[int, ...]:
    return tuple(value for value in summary.as_dict().values() if isinstance(value, int))


def course(case: Case) -> list[tuple[str, str]]:
    return list(case.passages.values_list("action", "to_step"))


def test_a_record_alone_tells_the_times_it_knows(tmp_path):
    assert counts(run(tmp_path, RECORD)) == (1, 1, 0, 0, 0, 0)

    case = Case.objects.get(external_id="INS160910359")
    assert (case.step, case.agency.short_name, case.category.name, case.district.name) == ("released", "養工處", "路面坑洞(一)", "前鎮區")
    assert (case.received_at, case.closed_at) == (at("2016-09-10 22:51:24"), at("2016-09-11 09:10:00"))
    assert course(case) == [
        ("open", "created"), ("send", "notified"), ("report", "reported"), ("call_back", "reported"), ("release", "released"),
    ]  # fmt: skip
    assert case.service_dispatch.result == "fixed"
    assert case.service_dispatch.call_back == "called"
    report = case.passages.get(action="report")
    assert (report.in_time, report.recorded_at, report.late_reason) == (True, NOW, "匯入歷史資料")


def test_history_runs_no_clock_tells_nobody_and_is_on_no_worklist(tmp_path):
    run(tmp_path, {**RECORD, "Status_": "3", "Close_Date_": "", "AfterDesc_": ""})

    case = Case.objects.get()
    assert case.is_historical
    assert case.due_at is None
    assert not DueDate.objects.filter(chase_at__isnull=False).exists()
    assert not Notice.objects.exists()
    assert not worklist(Case.objects.all()).exists()
    assert not overdue(Case.objects.all(), now=NOW).exists()


def test_the_closing_text_names_officers_and_stays_internal(tmp_path):
    run(tmp_path, RECORD)

    assert list(CaseNote.objects.values_list("kind", flat=True)) == ["internal"]
    assert "○○先生" not in Case.objects.get().haystack


def test_a_guard_not_met_is_written_down_and_blocks_nothing(tmp_path):
    silent = {**RECORD, "AfterDesc_": ""}
    events = [
        {"seen": SEEN, "id": "INS160910359", "new": 1, "Status_": "1", "StatusName_": "建立中"},
        {"seen": SEEN + 60, "id": "INS160910359", "ch": {"Status_": ["1", "3"]}},
        {"seen": SEEN + 90, "id": "INS160910359", "ch": {"Status_": ["3", "4"]}},
        {"seen": SEEN + 99, "id": "INS160910359", "ch": {"Status_": ["4", "3"]}},
        {"seen": SEEN + 120, "id": "INS160910359", "ch": {"Status_": ["3", "5"], "Close_Date_": ["", "2016/9/11 上午 09:10:00"]}},
    ]
    run(tmp_path, silent, events=events)

    case = Case.objects.get()
    assert case.step == "released"
    unmet = {passage.action: passage.unmet for passage in case.passages.all()}
    assert unmet["acknowledge"] == ["「簽收」應於待確認時辦理，紀錄為「建立中」"]
    assert unmet["report"] == ["請選擇處理結果"]
    assert unmet["send_back"] == ["「退回再處理」未載明理由"]
    assert unmet["release_unreported"] == ["「逕行解除管制」未載明理由"]
    assert case.passages.get(action="release_unreported").occurred_at == at("2016-09-11 09:10:00")


def test_edits_and_transfers_are_kept_with_old_and_new_value(tmp_path):
    events = [
        {"seen": SEEN, "id": "INS160910359", "new": 1},
        {"seen": SEEN + 5, "id": "INS160910359", "ch": {"BeforeDesc_": {"chars_before": 3, "chars_after": 8}, "address_": ["", "大華一路"]}},
        {"seen": SEEN + 9, "id": "INS160910359", "ch": {"UnitName_": ["環保局", "養工處"]}},
    ]
    run(tmp_path, {**RECORD, "Status_": "2", "Close_Date_": "", "AfterDesc_": ""}, events=events)

    case = Case.objects.get()
    edits = dict(case.edits.values_list("field", "old"))
    assert edits == {"description": "（原文未公布，3字）", "address": "", "agency": "環保局"}
    before, after = case.passages.get(action="edit"), case.passages.get(action="transfer")
    assert (before.agency.short_name, after.agency.short_name) == ("環保局", "養工處")


def test_importing_again_changes_nothing(tmp_path):
    run(tmp_path, RECORD)
    entries = Entry.objects.count()

    assert counts(run(tmp_path, RECORD)) == (1, 0, 0, 1, 0, 0)
    assert Entry.objects.count() == entries


def test_a_later_export_of_the_same_case_replaces_the_earlier(tmp_path):
    run(tmp_path, {**RECORD, "Status_": "3", "Close_Date_": "", "AfterDesc_": ""})
    number = Case.objects.get().number

    assert counts(run(tmp_path, RECORD)) == (1, 1, 0, 0, 0, 0)
    case = Case.objects.get()
    assert (case.number, case.step, case.version) == (number, "released", 2)
    assert Entry.objects.filter(subject_id=number).count() == 2


def test_a_case_somebody_worked_on_here_is_not_overwritten(tmp_path):
    run(tmp_path, {**RECORD, "Status_": "3", "Close_Date_": "", "AfterDesc_": ""})
    case = Case.objects.get()
    held = Membership(role="agent", agency_id=case.agency_id, agency_ids=frozenset({case.agency_id}))
    note(case, actor=Actor(kind=ActorKind.USER, id="7", name="陳話務", memberships=(held,)), now=NOW, text="已電話確認")

    assert counts(run(tmp_path, RECORD)) == (1, 0, 0, 0, 0, 1)
    assert Case.objects.get().step == "in_hand"


def test_the_same_row_twice_is_a_duplicate_and_another_row_of_that_number_is_rejected(tmp_path):
    summary = run(tmp_path, RECORD, RECORD, {**RECORD, "address_": "別處"})

    assert counts(summary) == (3, 1, 0, 0, 1, 1)
    assert "內容不同" in Path(summary.rejects_file).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"FileNo_": ""}, "缺少案件編號"),
        ({"Cre_Date_": ""}, "缺少建立時間"),
        ({"Cre_Date_": "昨天"}, "無法辨識"),
        ({"Status_": "7"}, "狀態「7」不明"),
        ({"UnitName_": "火星局"}, "機關「火星局」"),
    ],
)
def test_a_record_that_cannot_be_read_is_rejected_in_words(tmp_path, change, reason):
    summary = run(tmp_path, RECORD | change)

    assert counts(summary) == (1, 0, 0, 0, 0, 1)
    assert reason in Path(summary.rejects_file).read_text(encoding="utf-8-sig")


def test_an_unknown_type_becomes_an_item_of_its_own_and_no_type_stays_none(tmp_path):
    run(tmp_path, {**RECORD, "InformDesc_": "外星飛碟"}, {**RECORD, "FileNo_": "INS2", "InformDesc_": ""})

    item = Category.objects.get(name="外星飛碟")
    assert (item.group, item.is_public) == ("未分類", False)
    assert Case.objects.get(external_id="INS2").category is None


def test_merged_cases_end_in_the_last_one_and_a_circle_is_only_related(tmp_path):
    def merged(number: str, into: str) -> dict[str, object]:
        return {**RECORD, "FileNo_": f"INS{number}", "AfterDesc_": f"均同派工：INS{into}，故併入該案辦理。"}

    run(tmp_path, merged("100000001", "100000002"), merged("100000002", "100000003"), merged("100000003", "100000001"))

    into = dict(Case.objects.values_list("external_id", "merged_into__external_id"))
    assert into == {"INS100000001": "INS100000003", "INS100000002": "INS100000003", "INS100000003": None}
    assert sorted(CaseLink.objects.values_list("kind", flat=True)) == ["merged", "merged", "related"]


def test_rehearsals_are_marked_and_a_complaint_about_one_is_not(tmp_path):
    burst = [
        {**RECORD, "FileNo_": f"INS9{n}", "address_": "市府", "BeforeDesc_": "演習地點的快車道路面有一處坑洞請儘速派員查看" + "！" * (n % 2)}
        for n in range(10)
    ]
    run(tmp_path, *burst, {**RECORD, "FileNo_": "T", "BeforeDesc_": "功能測試"}, {**RECORD, "FileNo_": "R", "BeforeDesc_": "學校演練校慶活動音響吵"})

    assert Case.objects.filter(is_test=True).count() == 11
    assert not Case.objects.get(external_id="R").is_test


def test_found_by_what_the_caller_said(tmp_path):
    run(tmp_path, RECORD)

    with connection.cursor() as cursor:
        cursor.execute("SELECT external_id FROM cases_case WHERE search @@ '''坑洞'' & ''多處'''")
        assert cursor.fetchall() == [("INS160910359",)]


def day(text: str) -> str:
    return "{:0>4}-{:0>2}-{:0>2}".format(*text.split(" ", maxsplit=1)[0].split("/")) if text else ""


def expected(path: Path) -> Counter[tuple[str, str, str, str, str]]:
    """Count the file with plain Python, apart from the importer."""
    steps = {"1": "created", "2": "notified", "3": "in_hand", "4": "reported", "5": "released", "9": "released"}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return Counter((it["UnitName_"], it["InformDesc_"], steps[it["Status_"]], day(it["Cre_Date_"]), day(it["Close_Date_"])) for it in records)


def found() -> Counter[tuple[str, str, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.slug, coalesce(k.name, ''), c.step, to_char(c.received_at AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD'),
                      coalesce(to_char(c.closed_at AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD'), ''), count(*)
                 FROM cases_case c JOIN agencies_agency a ON a.id = c.agency_id LEFT JOIN cases_category k ON k.id = c.category_id
                WHERE c.source = 'kcg1999' GROUP BY 1, 2, 3, 4, 5"""
        )
        return Counter({tuple(row[:5]): row[5] for row in cursor.fetchall()})


@pytest.mark.real_data
def test_the_real_records_end_as_an_independent_count_of_the_file_says(tmp_path, real_data, city):
    folder = real_data / "data" / "kcg1999"
    task = ImportTask(
        file=folder / "cases.jsonl.gz",
        events=folder / "events.jsonl.gz",
        rejects_file=tmp_path / "r.csv",
        actor=job("import"),
        now=NOW,
        progress=lambda _: None,
    )

    assert counts(import_kcg1999(task)) == (28399, 28399, 0, 0, 0, 0)
    slugs = city.aliases()
    assert found() == Counter({(slugs[unit], *rest): n for (unit, *rest), n in expected(task.file).items()})
    assert Case.objects.filter(is_test=True, received_at__gte=at("2016-10-05 08:50"), received_at__lt=at("2016-10-05 09:10")).count() == 105
    assert counts(import_kcg1999(task)) == (28399, 0, 0, 28399, 0, 0)
    _check_transitions(folder / "events.jsonl.gz")


def _check_transitions(path: Path) -> None:
    """Every change of state seen is a passage, and those the declaration does not know say so."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    seen = Counter(tuple(it["ch"]["Status_"]) for it in events if "Status_" in it.get("ch", {}))
    assert Passage.objects.filter(from_step="notified", to_step="reported").count() >= seen["2", "4"] == 1526
    assert Passage.objects.filter(from_step="in_hand", to_step="released").count() == seen["3", "5"] == 553
    assert Passage.objects.filter(from_step="reported", to_step="in_hand").count() == seen["4", "3"] == 237
    assert Passage.objects.filter(from_step="released", to_step="in_hand").count() == seen["5", "3"] == 28
    assert not Passage.objects.filter(action="replay").exists()
