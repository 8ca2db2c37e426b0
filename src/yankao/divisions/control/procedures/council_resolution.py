"""市議會建決議案及臨時動議案: the competent agency answers the council with copies to the proposer and the commission."""

from django.db import models

from yankao.divisions.control.logic.council import CouncilFacts, ProposalClass, class_is_in_force
from yankao.divisions.control.logic.directive import DirectiveFacts, directive, kind_has_its_date
from yankao.engines.cases.measures import received_with
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.law import Practice

ANSWERED = Practice("均由各業務主管機關辦理後函復市議會，並副知提案議員及本府研考會", seen="施政績效成果報告 108 第135行")
TRACKED = Practice("追蹤督促各機關對市議會建決議案、臨時動議案儘速處理回覆", seen="施政計畫 112 第81行")


class ProposalKind(models.TextChoices):
    COUNCILLOR = "councillor", "議員提案"
    RESOLUTION = "resolution", "建議及決議案"
    MOTION = "motion", "臨時動議案"
    GOVERNMENT = "government", "市政府提案附帶決議"


class CouncilResolution(DirectiveFacts, CouncilFacts):
    """Facts of one proposal that the council has passed on to the city."""

    proposal_kind = models.CharField("案別", max_length=12, choices=ProposalKind.choices)
    council_class = models.CharField("類別", max_length=16, choices=ProposalClass.choices)
    seconders = models.CharField("連署議員", max_length=200, blank=True)
    council_opinion = models.TextField("審查或大會決議", blank=True)
    answer_number = models.CharField("函復議會文號", max_length=60, blank=True)
    answered_on = models.DateField("函復議會日期", null=True, blank=True)
    proposer_copied = models.BooleanField("副知提案議員", default=False)
    commission_copied = models.BooleanField("副知研考會", default=False)


def class_belongs_to_its_day(it: CouncilResolution) -> str | None:
    if it.ordered_on is None:
        return "請填寫決議日期"
    return class_is_in_force(it.council_class, it.ordered_on) or kind_has_its_date(it)


def council_was_answered(it: CouncilResolution) -> str | None:
    if not it.proposer_copied or not it.commission_copied:
        return "函復市議會應副知提案議員及研考會"
    is_early = it.answered_on is not None and it.ordered_on is not None and it.answered_on < it.ordered_on
    return "函復日期不得早於決議日期" if is_early else None


COUNCIL_RESOLUTION = directive(
    key="control.council_resolution",
    name="市議會建決議案",
    detail=CouncilResolution,
    systems=("council-resolutions",),
    basis=(TRACKED, ANSWERED),
    asks=("councillor", "council_class", "term", "session_kind", "session_number", "proposal_kind"),
    may_ask=("electoral_district", "seconders", "council_opinion"),
    report_asks=("answer_number", "answered_on", "proposer_copied", "commission_copied"),
    report_guard=council_was_answered,
    opening_guard=class_belongs_to_its_day,
    indicators=tuple(
        Indicator(key=f"control.council_resolution.class_{each.value}", name=f"市議會建決議案{each.label}件數", unit="件",
                  measure=received_with(CouncilResolution, "council_class", each.value),
                  counting="期間內登錄列管者，以登錄（收文）時間計；類別依決議當時適用之分類")
        for each in ProposalClass
    ),
)  # fmt: skip
