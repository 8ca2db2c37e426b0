"""政府服務獎參獎歷程: whom the city nominated for each edition of the national award, and how far each came in its two stages."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from yankao.divisions.research.reviews.service_award import GROUPS, RULE, STAGES
from yankao.divisions.research.roles import OVERSIGHT, RESEARCH
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_rows, share_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.actors import Actor

KEY = "research.award_entry"


class Award(models.TextChoices):
    """The national award; its editions were counted anew when it was renamed (獎項)."""

    QUALITY = "quality", "政府服務品質獎"
    SERVICE = "service", "政府服務獎"


class Outcome(models.TextChoices):
    """How far the entry came (參獎結果)."""

    NOMINATED = "nominated", "已推薦，待入圍名單"
    LEFT = "left", "未入圍"
    SHORTLISTED = "shortlisted", "入圍，待第二階段評審"
    WON = "won", "獲獎"
    LOST = "lost", "入圍未獲獎"


ON_THE_LIST = (Outcome.SHORTLISTED, Outcome.WON, Outcome.LOST)
ENDED = (Outcome.WON, Outcome.LOST)


class AwardEntry(RegisterRow):
    """One entry of one agency in one edition."""

    award = models.CharField("獎項", max_length=8, choices=Award.choices, default=Award.SERVICE, db_collation="C")
    edition = models.PositiveSmallIntegerField("屆次", validators=[MinValueValidator(1)])
    agency = models.ForeignKey("agencies.Agency", verbose_name="參獎機關", on_delete=models.PROTECT, related_name="+")
    group = models.CharField("獎項類別", max_length=12, choices=(*GROUPS, ("earlier", "前各屆之類別")), db_collation="C")
    title = models.CharField("參獎主題", max_length=200)
    coached = models.TextField("輔導情形", blank=True)
    nominated_on = models.DateField("推薦函送日期")
    letter_number = models.CharField("推薦文號", max_length=60)
    outcome = models.CharField("參獎結果", max_length=12, choices=Outcome.choices, default=Outcome.NOMINATED, db_collation="C")
    listed_on = models.DateField("入圍名單公布日期", null=True, blank=True)
    visited_on = models.DateField("第二階段評審日期", null=True, blank=True)
    result_on = models.DateField("評審結果公布日期", null=True, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "政府服務獎參獎歷程"
        ordering: ClassVar[list[str]] = ["-nominated_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["award", "edition", "agency", "title"],
                condition=Q(is_struck=False),
                name="award_entry_once",
                violation_error_message="此機關本屆以此主題參獎已登錄；如有進展請以「更正」辦理",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.edition}屆{self.get_award_display()} {self.title}"


def stages_follow_each_other(it: AwardEntry) -> str | None:
    """The days come in the order of the stages: nominated, listed, visited, decided."""
    told = [day for day in (it.nominated_on, it.listed_on, it.visited_on, it.result_on) if day is not None]
    return None if told == sorted(told) else "日期應依推薦、入圍名單公布、第二階段評審、評審結果公布之順序"


def outcome_has_its_days(it: AwardEntry) -> str | None:
    """What is told of a stage has the day of that stage, and nothing is visited that was not on the list."""
    if it.outcome in ON_THE_LIST and it.listed_on is None:
        return "入圍者請填寫入圍名單公布日期"
    if it.outcome in ENDED and it.result_on is None:
        return "請填寫評審結果公布日期"
    if it.outcome not in ON_THE_LIST and (it.visited_on is not None or it.result_on is not None):
        return "未入圍者沒有第二階段評審及結果"
    return None


def _sees(actor: Actor) -> bool:
    return RESEARCH.allows(actor) or OVERSIGHT.allows(actor) or holders("clerk", "agency_lead", "controller")(actor)


AWARD_ENTRIES = register(
    Register(
        key=KEY,
        name="政府服務獎參獎歷程",
        model=AwardEntry,
        systems=("service-award",),
        seen_by=_sees,
        written_by=RESEARCH.allows,
        lists=("award", "edition", "agency", "title", "outcome", "nominated_on", "listed_on", "result_on"),
        filters=("award", "group", "outcome"),
        searches=("title", "letter_number"),
        dated_by="nominated_on",
        asks=("award", "edition", "agency", "group", "title", "nominated_on", "letter_number", "outcome"),
        may_ask=("coached", "listed_on", "visited_on", "result_on"),
        checks=(stages_follow_each_other, outcome_has_its_days),
        indicators=(
            Indicator(key=f"{KEY}.nominated", name="政府服務獎推薦件數", unit="件", measure=count_rows(), counting="期間內函送推薦者", basis=(RULE,)),
            Indicator(key=f"{KEY}.listed", name="政府服務獎入圍件數", unit="件", measure=count_rows(Q(outcome__in=ON_THE_LIST)), basis=(STAGES,),
                      counting="期間內推薦者中入圍之件數"),
            Indicator(key=f"{KEY}.won", name="政府服務獎獲獎件數", unit="件", measure=count_rows(Q(outcome=Outcome.WON)), counting="期間內推薦者中獲獎之件數"),
            Indicator(key=f"{KEY}.won_share", name="政府服務獎獲獎率", unit="%", measure=share_of(Q(outcome=Outcome.WON)), counting="期間內推薦者中獲獎之比率"),
        ),
    )
)  # fmt: skip
connectors.register(csv_importer(AWARD_ENTRIES))
