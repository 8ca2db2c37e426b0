"""施政計畫選項列管: which projects of a year come under control: proposed, discussed with the agency, reviewed, approved by the city."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models

from yankao.divisions.control.roles import CONTROL, HANDLER, OPENERS, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.models import Level, Risk
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

PRINCIPLE = Practice("訂定選項列管原則及預計列管項目，函請各機關與會討論", seen="施政計畫 112 第74行")
APPROVAL = Practice("依施政計畫之重要性予以審查後，彙整簽陳市府同意，確定年度列管項目", seen="施政計畫 112 第74行")


class Step(Steps):
    CANDIDATE = "candidate", "預計列管"
    ANSWERED = "answered", "機關已回復"
    REVIEWED = "reviewed", "審查完成"
    LISTED = "listed", "核定列管"
    OWN = "own", "改由機關自行列管"
    DROPPED = "dropped", "不列管"


class Importance(models.TextChoices):
    """Why a project may come under control (選項列管原則)."""

    MAYOR = "mayor", "市長政見或重要指示"
    CENTRAL = "central", "中央補助"
    AMOUNT = "amount", "經費龐大"
    CITIZENS = "citizens", "攸關民生"
    CROSS = "cross", "跨機關"


class ProjectSelection(CaseDetail):
    """Facts of one candidate for the list of a year."""

    plan_name = models.CharField("計畫名稱", max_length=200)
    year = models.PositiveSmallIntegerField("年度（民國）", validators=[MinValueValidator(90)])
    importance = models.CharField("列管原則", max_length=10, choices=Importance.choices, db_collation="C")
    budget = models.DecimalField("年度經費（元）", max_digits=15, decimal_places=0, validators=[MinValueValidator(0)])
    starts_on = models.DateField("計畫起日", null=True, blank=True)
    ends_on = models.DateField("計畫迄日", null=True, blank=True)
    agency_opinion = models.TextField("機關意見", blank=True)
    level = models.CharField("管制級別", max_length=10, choices=Level.choices, blank=True, db_collation="C")
    risk = models.CharField("風險等級", max_length=10, choices=Risk.choices, blank=True, db_collation="C")
    approval_number = models.CharField("核定文號", max_length=60, blank=True)


class SelectionReview(CaseRecord):
    """One review of a candidate by its importance."""

    opinion = models.TextField("審查意見")


def months_are_told(it: ProjectSelection) -> str | None:
    if it.starts_on is None or it.ends_on is None:
        return "請填寫計畫起日及迄日"
    if it.ends_on < it.starts_on:
        return "計畫迄日不得早於起日"
    year = it.year + 1911
    return None if it.starts_on.year <= year <= it.ends_on.year else f"計畫期間不含{it.year}年度，請查明年度"


PROJECT_SELECTION = Procedure(
    key="control.project_selection",
    name="施政計畫選項列管",
    letter="B",
    systems=("project-selection",),
    detail=ProjectSelection,
    basis=(Law("市政府列管計畫評鑑要點"), PRINCIPLE, APPROVAL),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("plan_name", "year", "importance", "budget", "agency"),
    may_ask=("starts_on", "ends_on", "title", "description"),
    lists=("year", "importance", "budget"),
    searches=("plan_name",),
    routing=Routing.ASKED,
    first=Step.CANDIDATE,
    ends=(Step.LISTED, Step.OWN, Step.DROPPED),
    actions=(
        Action(key="answer", name="回復意見", at=Step.CANDIDATE, to=Step.ANSWERED, by=HANDLER, asks=("agency_opinion", "starts_on", "ends_on"), guard=months_are_told, tells=(Tell.DESK,)),
        Action(key="ask_again", name="再洽機關", at=(Step.ANSWERED, Step.REVIEWED), to=Step.CANDIDATE, by=CONTROL, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="review", name="審查", at=Step.ANSWERED, to=Step.REVIEWED, by=CONTROL, asks=("opinion", "level", "risk"), record=SelectionReview),
        Action(key="list", name="市府核定列管", at=Step.REVIEWED, to=Step.LISTED, by=CONTROL, asks=("approval_number",), guard=months_are_told, tells=(Tell.AGENCY,)),
        Action(key="own", name="改由機關自行列管", at=Step.REVIEWED, to=Step.OWN, by=CONTROL, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="drop", name="不列管", at=(Step.CANDIDATE, Step.ANSWERED, Step.REVIEWED), to=Step.DROPPED, by=CONTROL, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL), transfer=Verb(by=CONTROL), assign=Verb(by=HANDLER), note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER)),
    deadlines=(
        Deadline(key="answer", name="回復意見", start=Step.CANDIDATE, stop=(Step.ANSWERED, Step.DROPPED), renews=True,
                 within=Dated(Since(date(2014, 7, 1), Days(14), Ours("函請討論後十四日內回復；報告未載期限"))), remind=(WorkDays(3),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即回復"), Escalation(after=WorkDays(3), to=Tell.DESK, name="逕行審查")),
                 extended_by=CONTROL),
    ),
    indicators=(
        Indicator(key="control.project_selection.received", name="選項列管候選件數", unit="項", measure=count_received(), counting="期間內提列為候選者"),
        Indicator(key="control.project_selection.listed", name="選項核定列管件數", unit="項", measure=count_entering(Step.LISTED), counting="期間內核定列管者"),
        Indicator(key="control.project_selection.open", name="期末選項列管未定件數", unit="項", measure=open_at_end(), counting="期末尚未核定者"),
        Indicator(key="control.project_selection.overdue", name="期末選項逾期未復件數", unit="項", measure=overdue_at_end(), counting="期末未結且逾回復期限者"),
        Indicator(key="control.project_selection.in_time", name="選項列管如期回復率", unit="%", measure=share_in_time(Step.ANSWERED), counting="期間內回復者，於期限內回復之比率"),
    ),
)  # fmt: skip
