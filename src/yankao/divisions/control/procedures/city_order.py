"""市政會議、市長交辦、治安會報、專案會報: what the mayor or the chair of a meeting orders is tracked until the chair releases it."""

from django.db import models

from yankao.divisions.control.logic.directive import DirectiveFacts, directive
from yankao.divisions.control.roles import CONTROL, MAYOR
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.who import Who
from yankao.kernel.law import Practice

CITY_MEETING_RULE = Practice("管考本府市政會議市長指示暨決議事項、及重要指示事項並將各機關辦理情形定期彙報", seen="施政計畫 112 第81行")
PUBLIC_SECURITY_RULE = Practice("針對本府治安會報指示本會列管事項追蹤管考，於彙整各機關辦理情形後提會報告", seen="施政計畫 112 第77行")
MAYOR_RULE = Practice("市政會議列管、市長指示交辦列管、公共工程督導會報列管等", seen="業務報告 112-11 第234行")
TASKFORCE_RULE = Practice("追蹤市府各專案會報經主席指示研考會列管之重要決議事項", seen="施政計畫 112 第19行")


class MeetingItem(DirectiveFacts):
    """Facts of one order given or resolved at a meeting of the city."""

    class Form(models.TextChoices):
        INSTRUCTION = "instruction", "主席指示"
        RESOLUTION = "resolution", "決議"
        MOTION = "motion", "臨時動議"

    meeting = models.CharField("會議名稱", max_length=80)
    meeting_number = models.CharField("會議次別", max_length=40)
    form = models.CharField("事項性質", max_length=12, choices=Form.choices, default=Form.INSTRUCTION)
    chaired_by = models.CharField("會議主席", max_length=60, blank=True)
    presented_at = models.CharField("預定提報會議次別", max_length=40, blank=True)


class MayorOrder(DirectiveFacts):
    """Facts of one assignment of the mayor outside the meetings."""

    class Occasion(models.TextChoices):
        VISIT = "visit", "視察行程"
        BRIEFING = "briefing", "簡報或會談"
        PAPER = "paper", "公文批示"
        PROMISE = "promise", "議會答詢承諾"
        OTHER = "other", "其他"

    occasion = models.CharField("指示場合", max_length=12, choices=Occasion.choices)
    conveyed_by = models.CharField("轉達人員", max_length=60, blank=True)
    is_urgent = models.BooleanField("速件", default=False)


MEETING, MAYBE = ("meeting", "meeting_number"), ("form", "chaired_by", "presented_at")


def _of_meeting(*, key: str, name: str, systems: tuple[str, ...], rule: Practice, also: str = "", chair: Who = CONTROL) -> Procedure:
    """Declare the orders of one meeting; `also` is the fact that this meeting cannot do without."""
    asks = tuple(filter(None, (*MEETING, also)))
    may_ask = tuple(each for each in MAYBE if each != also)
    return directive(key=key, name=name, detail=MeetingItem, systems=systems, basis=(rule,), chair=chair, asks=asks, may_ask=may_ask)


CITY_MEETING = _of_meeting(key="control.city_meeting", name="市政會議列管事項", systems=("city-meeting",), rule=CITY_MEETING_RULE, chair=MAYOR)
PUBLIC_SECURITY = _of_meeting(
    key="control.public_security", name="治安會報列管事項", systems=("public-security",), rule=PUBLIC_SECURITY_RULE, also="presented_at"
)
TASKFORCE_ITEM = _of_meeting(
    key="control.taskforce_item", name="專案會報主席指示事項", systems=("taskforce-items",), rule=TASKFORCE_RULE, also="chaired_by"
)
MAYOR_ORDER = directive(
    key="control.mayor_order",
    name="市長指示交辦事項",
    detail=MayorOrder,
    systems=("mayor-directives",),
    basis=(MAYOR_RULE,),
    chair=MAYOR,
    asks=("occasion",),
    may_ask=("conveyed_by", "is_urgent"),
)
