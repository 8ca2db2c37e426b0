"""The tender register (標案登錄): who sees and writes it, what it refuses, what is counted of it."""

from collections.abc import Callable
from datetime import date

from django.db.models import Count, Q, QuerySet

from yankao.engines.indicators.ask import Asked, Question, as_count
from yankao.engines.indicators.declare import Indicator, Measure, Mode
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.engines.registers.declare import Register
from yankao.engines.registers.registry import register
from yankao.engines.registers.tenders.sizes import ANNOUNCED, Size, rule_on
from yankao.engines.registers.tenders.tender import Funding, State, Tender
from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window, roc_date

KEY = "tenders.tender"
DIVISIONS = frozenset({"engineering", "control"})
AGENCY_ROLES = ("clerk", "controller", "agency_lead")


def of_division(actor: Actor) -> bool:
    """Whether the actor belongs to the divisions that look after tenders."""
    return any(held.division in DIVISIONS for held in actor.memberships)


def seen_by(actor: Actor) -> bool:
    """Whether the actor may see the tenders: the two divisions, the agencies, the mayor's office and the auditors."""
    return of_division(actor) or actor.has_role(*AGENCY_ROLES, "mayor_office", "auditor")


def written_by(actor: Actor) -> bool:
    """Whether the actor may enter tenders at all."""
    return of_division(actor) or actor.has_role(*AGENCY_ROLES)


def writes_row(actor: Actor, row: Tender) -> bool:
    """Whether the actor may write this tender: an agency its own only."""
    return of_division(actor) or row.agency_id in actor.agency_ids(*AGENCY_ROLES)


def state_fits_its_days(it: Tender) -> str | None:
    """Refuse a state that the days contradict, or that lacks its day."""
    needed: dict[str, tuple[str, date | None]] = {
        State.WORKING: ("實際開工日期", it.started_on),
        State.STOPPED: ("停工日期", it.stopped_on),
        State.ENDED: ("實際竣工日期", it.ended_on),
        State.ACCEPTED: ("驗收完成日期", it.accepted_on),
        State.TERMINATED: ("終止契約日期", it.terminated_on),
    }
    label, told = needed.get(it.state, ("", it.awarded_on))
    if told is None:
        return f"標案狀態為「{State(it.state).label}」，請填寫{label}"
    if it.state in {State.AWARDED, State.WORKING, State.STOPPED} and it.ended_on is not None:
        return f"已填實際竣工日期，標案狀態不得為「{State(it.state).label}」"
    if it.state == State.AWARDED and it.started_on is not None:
        return "已填實際開工日期，標案狀態不得為「決標未開工」"
    return "已復工者請清除停工日期" if it.state == State.WORKING and it.stopped_on is not None else None


def days_are_in_order(it: Tender) -> str | None:
    """Refuse works that begin before their award, or plans that end before they begin."""
    if it.started_on is not None and it.started_on < it.awarded_on:
        return f"實際開工日期不得早於決標日期（{roc_date(it.awarded_on)}）"
    if it.planned_start_on is not None and it.planned_end_on is not None and it.planned_end_on < it.planned_start_on:
        return "預定竣工日期不得早於預定開工日期"
    return None


def award_is_within_budget(it: Tender) -> str | None:
    """Refuse an award above what was budgeted or above the floor price: one of the two is mistyped (千元與元)."""
    if it.award_amount is None:
        return None
    if it.award_amount > it.budget_amount:
        return "決標金額高於預算金額，請確認單位為元"
    return "決標金額高於底價，請確認單位為元" if it.floor_amount is not None and it.award_amount > it.floor_amount else None


def held(window: Window) -> Q:
    """Say which tenders the agencies had in hand in a window: awarded by its end, not accepted or given up before its beginning."""
    still = (Q(accepted_on__isnull=True) | Q(accepted_on__gte=window.first)) & (Q(terminated_on__isnull=True) | Q(terminated_on__gte=window.first))
    return still & Q(awarded_on__lte=window.last, budget_amount__gte=ANNOUNCED.at(window.last).value)


def in_hand(window: Window) -> QuerySet[Tender]:
    """Return the tenders the agencies had in hand in a window."""
    return Tender.objects.filter(held(window))


def inspectable(window: Window) -> QuerySet[Tender]:
    """Return those an inspection can look at: the city's own works, under construction at some time in the window."""
    built = Q(ended_on__isnull=True) | Q(ended_on__gte=window.first)
    return in_hand(window).filter(built, started_on__lte=window.last, funding=Funding.OWN)


def quota_population(day: date) -> QuerySet[Tender]:
    """Return what article 4 counts: own tenders of a size class in execution at some time in the year up to a day."""
    window = Window(date(day.year, 1, 1), day)
    return inspectable(window).filter(budget_amount__gte=rule_on(day).value.floor)


def _of_size(size: Size) -> Measure:
    def question(_subject: str, window: Window) -> Question:
        asks = (Count("pk", filter=rule_on(window.last).value.of_size(size)),)
        return Question(rows=inspectable, given=(window,), asks=asks, answer=as_count)

    return Asked(question)


def _number(rows: Callable[[Window], QuerySet[Tender]]) -> Measure:
    return Asked(lambda _subject, window: Question(rows=rows, given=(window,), asks=(Count("pk"),), answer=as_count))


def _indicators() -> tuple[Indicator, ...]:
    sizes = tuple(
        Indicator(
            key=f"{KEY}.inspectable_{size.value}", name=f"可查核標案數（{size.label}）", unit="件", measure=_of_size(size), mode=Mode.YEAR_TO_DATE,
            counting="可查核標案依預算金額分級，級距依期末施行之作業辦法第4條",
        )
        for size in Size
    )  # fmt: skip
    return (
        Indicator(key=f"{KEY}.in_hand", name="公告金額以上標案數", unit="件", measure=_number(in_hand), mode=Mode.YEAR_TO_DATE,
                  counting="期間內已決標而未驗收完成、未終止者，預算金額達期末公告金額"),
        Indicator(key=f"{KEY}.inspectable", name="可查核標案數", unit="件", measure=_number(inspectable), mode=Mode.YEAR_TO_DATE,
                  counting="公告金額以上標案中，本府自辦且期間內曾在施工中者；補助及委託其他機關者不計"),
        *sizes,
        rule_figure(f"{KEY}.threshold", "公告金額", "元", InForce(rules=(ANNOUNCED,), read=int)),
    )  # fmt: skip


TENDERS = register(
    Register(
        key=KEY,
        name="工程標案",
        model=Tender,
        seen_by=seen_by,
        written_by=written_by,
        rows_written_by=writes_row,
        struck_by=of_division,
        lists=("number", "name", "agency", "state", "budget_amount", "awarded_on", "planned_progress", "actual_progress"),
        dated_by="awarded_on",
        filters=("state", "works", "funding", "agency"),
        searches=("number", "name", "contractor", "supervision_unit"),
        systems=("tender-system", "inspection-plan"),
        asks=("number", "name", "agency", "works", "funding", "state", "budget_amount", "awarded_on"),
        may_ask=(
            "district", "place", "floor_amount", "award_amount", "contract_amount", "changes", "contractor", "design_unit", "supervision_unit",
            "management_unit", "planned_start_on", "started_on", "planned_end_on", "revised_end_on", "ended_on", "planned_acceptance_on",
            "accepted_on", "stopped_on", "terminated_on",
        ),
        checks=(state_fits_its_days, days_are_in_order, award_is_within_budget),
        indicators=_indicators(),
    )
)  # fmt: skip
