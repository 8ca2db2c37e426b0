"""監聽評分表: which lines hold on a day, and a usual sheet that a centre without one may take over and change."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from yankao.divisions.service.registers.call_reviews import SCORE_ITEMS, ScoreItem
from yankao.engines.registers.write import enter, take_over
from yankao.kernel.actors import Actor

USUAL: tuple[tuple[str, str, int, str], ...] = (
    ("開頭", "報明單位與工號，語調親切", 10, "接聽3秒內開口"),
    ("傾聽", "不打斷，複誦重點確認問題", 15, "地點、時間、訴求均經確認"),
    ("處理", "正確判斷諮詢、派工或陳情", 20, "項目與承辦機關正確"),
    ("處理", "答復內容正確完整，依知識庫辦理", 20, ""),
    ("處理", "案件紀錄完整（地點、事由、聯絡方式）", 15, ""),
    ("態度", "語氣平和，能安撫情緒", 10, ""),
    ("結尾", "告知案號、期限與後續，禮貌結束", 10, ""),
    ("重大缺失", "洩漏他人個人資料", 0, "有此情形即不合格"),
    ("重大缺失", "言語衝突或無故掛斷", 0, "有此情形即不合格"),
    ("重大缺失", "立即危險未即時派工或轉報119", 0, "有此情形即不合格"),
)
"""構面, 項目, 配分 (0: 重大缺失項目), 說明."""


def sheet_on(day: date) -> Sequence[ScoreItem]:
    """Return the lines of the sheet that holds on a day, in their order."""
    holds = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return list(ScoreItem.objects.filter(holds, starts_on__lte=day).order_by("is_fatal", "number", "pk"))


@transaction.atomic
def adopt_usual(*, starts_on: date, actor: Actor, now: datetime, is_simulated: bool = False) -> int:
    """Take the usual sheet over into a register that has none."""
    if ScoreItem.kept.exists():
        raise ValidationError("評分表已建立，請於「監聽評分表」登錄簿更正")
    for number, (group, name, points, guidance) in enumerate(USUAL, start=1):
        facts = {
            "number": number, "group": group, "name": name, "points": points, "is_fatal": points == 0, "guidance": guidance, "starts_on": starts_on,
        }  # fmt: skip
        if is_simulated:
            take_over(SCORE_ITEMS, actor=actor, now=now, facts=facts, is_simulated=True)
        else:
            enter(SCORE_ITEMS, actor=actor, now=now, facts=facts)
    return len(USUAL)
