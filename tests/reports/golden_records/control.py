"""Plans under control, meetings, proposals of the council, year-end marks and visits, as many as the sentences say."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.activities import test_meetings as meetings
from tests.cases.people import at
from tests.divisions.control.stories import desk
from tests.divisions.control.test_council import MUST, listed
from tests.reports.golden import Book
from tests.reports.golden_records import plans
from tests.reports.golden_records.reviews import decided
from tests.reports.golden_records.rows import copied_case

from yankao.divisions.control.procedures.council_resolution import CouncilResolution
from yankao.engines.activities.meetings import Facts
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.panel.models import FollowUp
from yankao.kernel.agencies.models import Agency, AgencyKind

PROJECT, INFRA, DISTRICT = "control.project", "control.infra_subsidy", "control.district_works"
CLASSES = ("內政類", "社政類", "財經類", "教育類", "農林類", "交通類", "衛生環境類", "工務類", "法規類")
OFFICIALS = {"has_administration": True, "has_personnel": True, "has_ethics": True}


def make(book: Book) -> None:
    """Make the records of one document."""
    {"000": _in_103, "003": _in_112, "004": _in_108}[book.seed](book)


def _in_103(book: Book) -> None:
    said = {slot: int(value) for slot, value in book.of("council.count.v000").items()}
    _proposed({("1,定期大會,8", "工務類", "103/11/5"): 200, ("2,臨時會,2", "交通類", "104/1/20"): said["count"] - 200})
    plans.projects(int(book.of("tracking.v000")["count"]), year=2014)
    plans.subsidised(book.of("infra.v000"), year=2014)
    plans.rebuilt(book.of("morakot.v000"))
    plans.of_districts(int(book.of("district.v000")["count"]), year=2015)
    by_set = {
        PROJECT: int(book.of("tracking.v000")["meetings"]),
        INFRA: int(book.of("infra.v000")["meetings"]),
        DISTRICT: int(book.of("district.v000")["meetings"]),
    }
    _met(2014, by_set)
    road = {slot: int(value) for slot, value in book.of("traffic.v000").items()}
    groups = {"plan": road["plans"], "target": road["kpis"]}
    decided("control.traffic_safety", at=at("2014-12-19 10:00"), grades={"first": sum(groups.values())}, groups=groups)
    _visited(int(book.of("docvisit.v000")["count"]), date(2014, 9, 10))


def _in_112(book: Book) -> None:
    plans.projects(int(book.of("tracking.v003")["count"]), year=2023)
    plans.subsidised(book.of("infra.v003"), year=2023)
    plans.of_special_act(book.of("forward.v003"))


def _in_108(book: Book) -> None:
    council = book.of("council.v004")
    _proposed({("3,定期大會,2", name, "108/11/15"): int(council[f"c{n}"]) for n, name in enumerate(CLASSES, 1)})
    lag = book.of("tracking.classes.v004")
    plans.projects(int(lag["ok"]), year=2019, reported="48")
    plans.projects(int(lag["behind"]), year=2019, reported="40")
    plans.subsidised(book.of("infra.v004"), year=2019)
    _met(2019, {INFRA: int(book.of("infra.v004")["meetings"])})
    marks = book.of("evaluation.v004")
    decided("control.annual_evaluation", at=at("2019-04-10 10:00"), grades={"first": int(marks["a"]), "second": int(marks["b"])})
    review = decided("control.traffic_safety", at=at("2019-03-15 10:00"), grades={"first": 90}, groups={"plan": 90})
    agency = Agency.objects.get(slug="transportation")
    due = date(2019, 10, 31)
    asked = int(book.of("traffic.v004")["count"])
    FollowUp.objects.bulk_create(FollowUp(review=review, kind="suggestion", text=f"建議{n}", agency=agency, due_on=due) for n in range(asked))
    _visited(int(book.of("docvisit.v004")["count"]), date(2019, 7, 24))


def _proposed(told: dict[tuple[str, str, str], int]) -> None:
    """Take the list of proposals as the secretariat sends it, one of each session, class and day of resolution; the others are copies."""
    lines = [f"{session},{n},{name},建請改善第{n}案,王議員,{day},109/1/31,工務局" for n, (session, name, day) in enumerate(told, 1)]
    with TemporaryDirectory() as folder:
        summary = listed(Path(folder), lines, heading=(*MUST, "主辦機關"), now=at("2020-01-02 09:00"))
    assert (summary.imported, summary.rejected) == (len(told), 0)
    for case, count in zip(Case.objects.filter(procedure="control.council_resolution").order_by("pk"), told.values(), strict=True):
        copied_case(case, count, CouncilResolution)


def _met(year: int, by_set: dict[str, int]) -> None:
    """Hold as many meetings as the set with most of them needs; each serves the sets that still want one."""
    for n in range(max(by_set.values())):
        day = at(f"{year}-{3 * n + 2:02d}-20 14:00")
        facts = Facts(starts_at=day, place="第一會議室", programmes=tuple(key for key, count in by_set.items() if n < count))
        meeting = meetings.called(facts, now=day - timedelta(days=10))
        seat = meeting.attendees.get(agency=meetings.agency()).pk
        meetings.sign_in(meetings.series(), meeting.pk, seat, actor=desk(), now=day, sent="蔡副局長")
        after = day + timedelta(hours=2)
        meetings.hold(meetings.series(), meeting.pk, actor=desk(), now=after, ended_at=after, minutes="一、主席致詞。")


def _visited(count: int, first: date) -> None:
    """Look at the documents of so many agencies."""
    for n, slug in enumerate(Agency.objects.filter(kind=AgencyKind.BUREAU).order_by("path").values_list("slug", flat=True)[:count]):
        day = first + timedelta(days=2 * n)
        facts = {"sampled_because": "輪流抽選", "planned_on": day, "agency": slug}
        case = open_case(registry.get("control.document_visit"), actor=desk(), now=at(f"{first} 08:00"), facts=facts)
        seen = OFFICIALS | {"visited_on": day, "led_by": "副主任委員", "sampled": 20}
        advance(case, "visit", actor=desk(), now=at(f"{day} 17:00"), facts=seen)
