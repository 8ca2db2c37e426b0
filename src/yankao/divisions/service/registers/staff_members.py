"""話務人力: who sits at the contact centre's seats from when to when; the disability category is kept for one share only (進用身心障礙話務人員)."""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.ask import Asked, Question
from yankao.engines.indicators.declare import Indicator, Measure, Measured, Mode
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_standing, share_standing, standing
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.days import ONE_DAY
from yankao.kernel.law import Dated, Practice, Since
from yankao.kernel.roc import Window

KEEPERS = holders("desk_lead", "admin")
PLEDGE = Practice("於1999進用中、重度身障及視障客服人員達25%", seen="施政績效成果報告 108 第218行")
TARGET = Dated(Since(date(2008, 4, 1), Decimal("0.25"), PLEDGE))
"""The share of moderately, severely or visually disabled people that the city has set itself."""


class Disability(models.TextChoices):
    """The category of disability (身心障礙類別); a sensitive fact of health."""

    NONE = "none", "無"
    MILD = "mild", "輕度"
    MODERATE = "moderate", "中度"
    SEVERE = "severe", "重度以上"
    VISUAL = "visual", "視覺障礙"


PLEDGED = Q(disability__in=(Disability.MODERATE, Disability.SEVERE, Disability.VISUAL))
DISABLED = ~Q(disability=Disability.NONE)


class Team(models.TextChoices):
    """The shift team of the contact centre (班別)."""

    DAY = "day", "日班"
    EVENING = "evening", "晚班"
    NIGHT = "night", "大夜班"
    SUPPORT = "support", "訓練及品管"


class StaffMember(RegisterRow):
    """One person at the contact centre by code, for one period at one seat; no name is kept here."""

    employee_code = models.CharField("人員代號", max_length=20, db_collation="C")
    seat = models.CharField("座席", max_length=10, blank=True, db_collation="C", help_text="輪班共用座席者填同一座席號")
    account = models.CharField(
        "系統帳號", max_length=150, blank=True, default="", db_default="", db_collation="C", help_text="本人登入的帳號；據以查看自己的監聽結果"
    )
    team = models.CharField("班別", max_length=10, choices=Team.choices)
    starts_on = models.DateField("到職日")
    ends_on = models.DateField("離職日", null=True, blank=True, help_text="最後一個在職日；在職者免填")
    disability = models.CharField("身心障礙類別", max_length=10, choices=Disability.choices, default=Disability.NONE, editable=False)

    class Meta(RegisterRow.Meta):
        verbose_name = "話務人力"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["employee_code"],
                condition=Q(is_struck=False, ends_on__isnull=True),
                name="staff_member_works_once",
                violation_error_message="此人員代號仍在職，請先登錄離職日",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_member_leaves_after_coming",
                violation_error_message="離職日不得早於到職日",
            ),
        ]

    def __str__(self) -> str:
        return self.employee_code


def is_not_employed_twice(it: StaffMember) -> str | None:
    """Two periods of one person do not overlap, or the person would be counted twice."""
    others = StaffMember.objects.filter(employee_code=it.employee_code).exclude(pk=it.pk)
    overlapping = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=it.starts_on))
    if it.ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=it.ends_on)
    return "此人員代號已有期間重疊的紀錄，請先更正到離職日" if overlapping.exists() else None


def _head_counts(window: Window) -> list[int]:
    """Count who worked on each day on which the number could change: the first day and every coming and the day after every leaving."""
    rows = StaffMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=window.first), starts_on__lte=window.last)
    periods = list(rows.values_list("starts_on", "ends_on"))
    changes = {window.first, *(begins for begins, _ in periods), *(ends + ONE_DAY for _, ends in periods if ends is not None)}
    return [
        sum(begins <= day and (ends is None or day <= ends) for begins, ends in periods) for day in changes if day in window
    ]  # fmt: skip


def fewest_staff() -> Measure:
    """The smallest number of people employed on any day of the window."""
    return lambda _subject, window: Measured(numerator=min(_head_counts(window)))


def most_staff() -> Measure:
    """The largest number of people employed on any day of the window."""
    return lambda _subject, window: Measured(numerator=max(_head_counts(window)))


def missing_to_target() -> Measure:
    """How many more of the pledged categories the centre would have to employ on the last day of the window, its size unchanged."""

    def question(subject: str, window: Window) -> Question:
        target = TARGET.at(window.last).value
        asks = (Count("pk", filter=PLEDGED), Count("pk"))
        return Question(rows=standing, given=(subject, window, "starts_on", "ends_on"), asks=asks, answer=partial(_missing, target=target))

    return Asked(question)


def _missing(pledged: int, everybody: int, *, target: Decimal) -> Measured:
    wanted = (target * everybody).to_integral_value(rounding=ROUND_CEILING)
    return Measured(numerator=max(int(wanted) - pledged, 0))


STAFF_MEMBERS = register(
    Register(
        key="service.staff_member",
        name="話務人力",
        model=StaffMember,
        systems=("inclusive-hiring", "callcenter"),
        seen_by=holders("desk_lead", "admin", "auditor", "mayor_office"),
        written_by=KEEPERS,
        asks=("employee_code", "team", "starts_on", "disability"),
        may_ask=("seat", "ends_on", "account"),
        sensitive=("disability",),
        sensitive_to=KEEPERS,
        checks=(is_not_employed_twice,),
        lists=("employee_code", "seat", "team", "starts_on", "ends_on"),
        filters=("team",),
        searches=("employee_code", "seat", "account"),
        dated_by="starts_on",
        indicators=(
            Indicator(key="service.staff_member.staff", name="話務人力", unit="人", mode=Mode.NOW,
                      measure=count_standing(starts="starts_on", ends="ends_on"), counting="期間末日在職之話務人員數"),
            Indicator(key="service.staff_member.fewest", name="話務人力（期間最少）", unit="人", measure=fewest_staff(),
                      counting="期間內每日在職話務人員數之最小值"),
            Indicator(key="service.staff_member.most", name="話務人力（期間最多）", unit="人", measure=most_staff(),
                      counting="期間內每日在職話務人員數之最大值"),
            Indicator(key="service.staff_member.seats", name="話務座席", unit="座席", mode=Mode.NOW,
                      measure=count_standing(starts="starts_on", ends="ends_on", distinct="seat"),
                      counting="期間末日在職人員所用之不同座席數；輪班共用一座席者計一席"),
            Indicator(key="service.staff_member.disabled_share", name="進用身心障礙話務人員比率", unit="%", mode=Mode.NOW,
                      measure=share_standing(DISABLED, starts="starts_on", ends="ends_on"),
                      counting="期間末日在職話務人員中，各類身心障礙者之比率"),
            Indicator(key="service.staff_member.pledged_share", name="進用中重度身障及視障話務人員比率", unit="%", mode=Mode.NOW, basis=(PLEDGE,),
                      measure=share_standing(PLEDGED, starts="starts_on", ends="ends_on"),
                      counting="期間末日在職話務人員中，中度、重度以上或視覺障礙者之比率；目標為25%以上"),
            Indicator(key="service.staff_member.missing_to_target", name="距進用目標尚缺人數", unit="人", mode=Mode.NOW, basis=(PLEDGE,),
                      measure=missing_to_target(), counting="以期間末日在職人數計，達25%（無條件進位）尚缺之人數；已達成者為0"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(STAFF_MEMBERS))
