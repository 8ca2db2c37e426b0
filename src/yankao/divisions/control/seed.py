"""Fills a demonstration city with orders under control and documents, each led through its life by the same verbs as real ones."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from yankao.divisions.control.logic.documents import DocumentClass
from yankao.divisions.control.logic.obliged import oblige
from yankao.divisions.control.registers.document_month import DOCUMENT_MONTHS, DocumentMonth
from yankao.divisions.control.seed_people import acting, desk
from yankao.divisions.control.seed_plans import seed_plans
from yankao.divisions.control.seed_rows import MATTERS, MONTHLY, ORDERS, Told
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case, PartyKind
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.cases.route import answer_as_party, involve
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Progress, Seeder
from yankao.engines.registers.write import take_over
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.agencies.read import by_slug
from yankao.kernel.days import day_of, days_used, start_of
from yankao.kernel.roc import RocMonth
from yankao.kernel.workdays.calendar import load_calendar

SOURCE = "demo"
WINDOW_DAYS = 21
MONTHS_SHOWN = 3
OWED = {"reporting", "late", "registered"}
RULED = {"ruled_by": "主席（模擬）", "ruling_number": "模擬會議紀錄"}


def seed_control(now: datetime, progress: Progress) -> None:
    """Fill or top up 管制考核 as of a moment; a second run adds only what is missing."""
    made = sum(_once(f"order-{n}", now, told, _order) for n, told in enumerate(ORDERS))
    made += sum(_once(f"matter-{n}", now, told, _matter) for n, told in enumerate(MATTERS))
    rows = _document_months(now)
    made += _documents(now)
    reports = seed_plans(now)
    progress(f"管制考核：模擬案件 {made} 件、公文統計月報 {rows} 筆、列管計畫期報 {reports} 筆")


connectors.register(Seeder(key="control", run=seed_control))


def _agency(case: Case) -> Actor:
    assert case.agency is not None
    return acting("controller", case.agency.slug, f"{case.agency.short_name}管考（模擬）")


def _once(key: str, now: datetime, told: Told, live: Callable[[Told, datetime, Origin], None]) -> int:
    if Case.objects.filter(source=SOURCE, external_id=f"control-{key}").exists():
        return 0
    live(told, now, Origin(source=SOURCE, external_id=f"control-{key}", is_simulated=True))
    return 1


def _order(told: Told, now: datetime, origin: Origin) -> None:
    """Open an order and lead it through its windows: report, review, ruling."""
    began = now - timedelta(days=told.days_ago)
    facts = dict(told.facts) | {"item_number": f"模擬-{origin.external_id[14:]}", "ordered_on": day_of(began)}
    if finish_in := facts.pop("finish_in", None):
        facts["finish_on"] = day_of(began) + timedelta(days=finish_in)
    facts["report_on"] = day_of(began) + timedelta(days=WINDOW_DAYS if told.upto != "late" else 3)
    if told.agency:
        facts["agency"] = told.agency
    case = open_case(registry.get(told.procedure), actor=desk(), now=began, facts=facts, origin=origin)
    if told.assisting:
        _assist(case, told.assisting, began)
    for n in range(told.windows):
        is_last = n == told.windows - 1
        case = _window(case, told, began + timedelta(days=n * (WINDOW_DAYS + 7)), upto=told.upto if is_last else "continued", now=now)


def _assist(case: Case, slug: str, began: datetime) -> None:
    party = involve(case, actor=desk(), now=began, agency=by_slug(slug), kind=PartyKind.ASSIST, asked="請就所管部分另行填復辦理情形")
    answer_as_party(
        party, actor=acting("clerk", slug, "協辦機關承辦（模擬）"), now=began + timedelta(days=5), answer="已配合辦理，相關資料送主辦機關彙整"
    )


def _window(case: Case, told: Told, began: datetime, *, upto: str, now: datetime) -> Case:
    """One window of reporting: as far as the story goes, and never past this moment."""
    if upto in OWED:
        return case
    at = min(began + timedelta(days=6), now)
    report = {"covers_to": day_of(at), "done": "已召開跨機關會議並完成現況盤點，依期程辦理", "proposal": _proposal(upto)} | told.report_facts
    if "answer_number" in report:
        report["answered_on"] = day_of(at)
    case = advance(case, "report", actor=_agency(case), now=at, facts=report)
    if upto == "submitted":
        return case
    at = min(at + timedelta(days=2), now)
    if upto == "returned":
        return advance(case, "send_back", actor=desk(), now=at, facts={"opinion": "請補充量化成果及預定完成日"})
    case = advance(case, "pass", actor=desk(), now=at, facts={"opinion": "辦理情形具體", "suggestion": _proposal(upto)})
    return case if upto == "reviewed" else _ruling(case, upto, min(at + timedelta(days=4), now))


def _proposal(upto: str) -> str:
    return {"released": "release", "self_tracked": "self_track"}.get(upto, "continue")


def _ruling(case: Case, upto: str, at: datetime) -> Case:
    chair = acting("mayor_office", "mayor-office", "市長室（模擬）") if case.procedure in {"control.city_meeting", "control.mayor_order"} else desk()
    facts: dict[str, Any] = RULED | {"ruled_on": day_of(at)}
    key = {"released": "release", "self_tracked": "self_track"}.get(upto, "continue")
    if key == "continue":
        facts["report_on"] = day_of(at) + timedelta(days=WINDOW_DAYS)
    return advance(case, key, actor=chair, now=at, facts=facts)


def _matter(told: Told, now: datetime, origin: Origin) -> None:
    began = now - timedelta(days=told.days_ago)
    facts = dict(told.facts) | {"agency": told.agency}
    if told.procedure == "control.interpellation":
        facts["asked_on"] = day_of(began)
    case = open_case(registry.get(told.procedure), actor=desk(), now=began, facts=facts, origin=origin)
    if told.upto == "open":
        return
    answer = {"answer": "已依權責辦理並提供說明（模擬）", "answer_number": "模擬字第0100號"} | told.report_facts
    case = advance(case, "answer", actor=_agency(case), now=began + timedelta(days=3), facts=answer)
    if told.upto == "closed":
        advance(case, "close", actor=desk(), now=began + timedelta(days=5))


def _document_months(now: datetime) -> int:
    """Enter the statistics of the last months, and open the reports that those above the limit owe."""
    made = 0
    this_month = RocMonth.of(day_of(now))
    for back in range(MONTHS_SHOWN, 0, -1):
        month = this_month.plus(-back)
        for n, (slug, late) in enumerate(MONTHLY):
            made += sum(_document_month(by_slug(slug), month.first, kind, late=late, size=40 + 15 * n + back, now=now) for kind in DocumentClass)
        oblige(month, actor=desk(), now=start_of(month.plus(1).first) + timedelta(days=4, hours=9), is_simulated=True)
    return made


def _document_month(agency: Agency, month: date, kind: DocumentClass, *, late: int, size: int, now: datetime) -> int:
    if DocumentMonth.objects.filter(agency=agency, month=month, document_class=kind).exists():
        return 0
    received = size * (8 if kind is DocumentClass.GENERAL else 1)
    overdue, pending = received * late // 100, received // 10 + 1
    filed = received // 5
    dispatched = received + 5 - filed - pending
    facts = {
        "agency": agency, "month": month, "document_class": str(kind), "carried": 5, "received": received, "dispatched": dispatched, "filed": filed,
        "pending": pending, "in_time": dispatched - overdue, "late": overdue, "overdue_pending": min(overdue // 2, pending), "extended": received // 20,
        "days_used": Decimal(dispatched) * Decimal("2.5"), "over_thirty": 0,
    }  # fmt: skip
    take_over(DOCUMENT_MONTHS, actor=desk(), now=now, facts=facts, is_simulated=True)
    return 1


def _documents(now: datetime) -> int:
    """Make single documents that are asked after or examined, and the visits of the last season."""
    stories = (("chase-0", _chase_answered), ("chase-1", _chase_dispatched), ("overdue-0", _examined), ("visit-0", _visited))
    made = 0
    for key, story in stories:
        external_id = f"control-{key}"
        if not Case.objects.filter(source=SOURCE, external_id=external_id).exists():
            story(now, Origin(source=SOURCE, external_id=external_id, is_simulated=True))
            made += 1
    return made


def _chased(now: datetime, origin: Origin, number: str) -> Case:
    began = now - timedelta(days=12)
    facts = {
        "document_number": number,
        "document_class": "general",
        "speed": "normal",
        "taken_in_on": day_of(began),
        "agency": "public-works-maintenance",
    }
    return open_case(registry.get("control.document_chase"), actor=desk(), now=began + timedelta(days=9), facts=facts, origin=origin)


def _chase_answered(now: datetime, origin: Origin) -> None:
    case = _chased(now, origin, "模擬收字第0001號")
    facts = {"stage": "會辦財政局", "reason": "經費來源待確認", "expected_on": day_of(now) + timedelta(days=5)}
    advance(case, "answer", actor=_agency(case), now=now - timedelta(days=1), facts=facts)


def _chase_dispatched(now: datetime, origin: Origin) -> None:
    case = _chased(now, origin, "模擬收字第0002號")
    sent = now - timedelta(days=1)
    used = days_used(day_of(now - timedelta(days=12)), day_of(sent), load_calendar())
    facts = {"dispatched_on": day_of(sent), "days_used": used, "dispatch_number": "模擬發字第0002號"}
    advance(case, "dispatch", actor=_agency(case), now=sent, facts=facts)


def _examined(now: datetime, origin: Origin) -> None:
    began = now - timedelta(days=10)
    facts = {
        "document_number": "模擬收字第0003號", "document_class": "general", "speed": "fast", "taken_in_on": day_of(began) - timedelta(days=60),
        "due_on": day_of(began) - timedelta(days=55), "examined_on": day_of(began), "agency": "environment",
    }  # fmt: skip
    case = open_case(registry.get("control.overdue_document"), actor=desk(), now=began, facts=facts, origin=origin)
    facts = {"cause": "承辦人異動未交接", "analysis": "移交清冊漏列，主管未逐案查核，已修正交接表"}
    advance(case, "explain", actor=_agency(case), now=began + timedelta(days=3), facts=facts)


def _visited(now: datetime, origin: Origin) -> None:
    """A visit of the last season that is over, its defects told and waiting for improvement."""
    today = day_of(now)
    year = today.year if today >= date(today.year, 9, 15) else today.year - 1
    seen = start_of(date(year, 8, 12)) + timedelta(hours=9)
    facts = {"sampled_because": "上年度逾限比率較高", "planned_on": day_of(seen), "agency": "environment"}
    case = open_case(registry.get("control.document_visit"), actor=desk(), now=seen - timedelta(days=10), facts=facts, origin=origin)
    came = {"has_administration": True, "has_personnel": True, "has_ethics": True}
    case = advance(case, "visit", actor=desk(), now=seen, facts={"visited_on": day_of(seen), "led_by": "研考會副主委（模擬）", "sampled": 30} | came)
    defect = {"defect_kind": "limit", "defect": "展期未於期限前申請", "recommendation": "期限前由系統提示並落實分層核定"}
    case = advance(case, "find", actor=desk(), now=seen + timedelta(days=1), facts=defect)
    advance(case, "advise", actor=desk(), now=seen + timedelta(days=20), facts={"report_number": "模擬研字第0009號"})
