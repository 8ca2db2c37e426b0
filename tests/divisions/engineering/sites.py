"""What the stories of inspection share: its people, a site visited and written down, and the defects of it."""

from uuid import NAMESPACE_URL, UUID, uuid5

from tests.cases.people import at, staff
from tests.registers.tenders import tender

from yankao.divisions.engineering.logic.score_sheets import enter_paper, seat
from yankao.divisions.engineering.logic.site_sync import Change, take_in
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.indicators import registry as indicators
from yankao.engines.panel import experts
from yankao.engines.panel.models import Expert
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.roc import Window

PLANNED = at("2023-03-01 09:00")
VISITED = at("2023-03-06 17:00")
DEFECT = uuid5(NAMESPACE_URL, "defect")
ADVICE = uuid5(NAMESPACE_URL, "advice")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def engineer(name: str = "許工程"):
    return staff("officer", "rdec-engineering", name=name)


def clerk(slug: str = "public-works-new-construction"):
    return staff("clerk", slug)


def lead(slug: str = "public-works-new-construction"):
    return staff("agency_lead", slug)


def planned(key: str = "engineering.inspection", *, now=PLANNED, **facts) -> Case:
    known = {
        "tender": "112-A-001", "project": "三民區道路改善工程", "work_type": "road", "occasion": "ordinary", "planned_on": "2023-03-06",
        "agency": "public-works-new-construction", "contractor": "大港營造", "supervisor": "港都顧問",
    }  # fmt: skip
    given = known | facts
    listed(str(given["tender"]), agency=given["agency"])
    return open_case(registry.get(key), actor=engineer(), now=now, facts=given)


def listed(number: str, *, agency: object) -> Tender:
    """Return the tender of a number, entered in the register where it is not there yet."""
    return Tender.objects.filter(number=number).first() or tender(number, name="三民區道路改善工程", agency=agency)


def change(entity: str, field: str, value: str, *, base: str = "", key: str = "", when=VISITED) -> Change:
    return Change(id=uuid5(NAMESPACE_URL, key or f"{entity}{field}{base}{value}"), entity=entity, field=field, base=base, value=value, typed_at=when)


def head() -> list[Change]:
    values = {"planned_progress": "45", "actual_progress": "43.5", "supervisor_came": "林監造", "engineer_came": "陳技師", "good_points": "動線良好"}
    return [change("sheet", name, value) for name, value in values.items()]


def finding(pk: UUID, **values: str) -> list[Change]:
    return [change(f"finding:{pk}", name, value, key=f"{pk}{name}") for name, value in values.items()]


def written_down(case: Case, *, with_findings: bool = True) -> Case:
    """Visit the site and write the record of it."""
    sent = head()
    if with_findings:
        sent += finding(DEFECT, code="C-21", addressee="contractor", severity="M", points="2", text="路基壓實不足", place="0K+120")
        sent += finding(ADVICE, kind="advice", text="建議增設集水井")
    take_in(case, sent, actor=engineer(), now=VISITED, device="甲")
    facts = {"inspected_on": "2023-03-06", "led_by": "王領隊", "papers_shown": True, "notice": "unannounced"}
    return advance(case, "visit", actor=engineer(), now=VISITED, facts=facts)


def scored(case: Case, *scores: int, now=VISITED) -> Case:
    for n, score in enumerate(scores):
        sheet = seat(case, member(f"委員{n}").pk, actor=engineer(), now=now)
        enter_paper(case, sheet.pk, actor=engineer(), now=now, given=score)
    return case


def member(name: str, *, username: str = "", **facts) -> Expert:
    """Return a member of the pool of experts by name."""
    known = Expert.objects.filter(name=name).first()
    given = experts.Facts(name=name, kind="scholar", organisation="大學", username=username, **facts)
    return known or experts.enter(given, actor=engineer(), now=PLANNED)


def value(key: str, first: str = "112-03", last: str = "112-06"):
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window.of_months(first, last)))
