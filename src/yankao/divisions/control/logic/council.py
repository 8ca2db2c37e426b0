"""市議會: terms, sessions, electoral districts and the nine classes of proposals, which were renamed once."""

from datetime import date

from django.db import models

from yankao.engines.cases.models import CaseDetail
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.roc import roc_date


class SessionKind(models.TextChoices):
    """What sort of session it is (會期別)."""

    REGULAR = "regular", "定期大會"
    EXTRAORDINARY = "extraordinary", "臨時會"


class ProposalClass(models.TextChoices):
    """The classes of both classifications (提案類別); which nine hold on a day is told by CLASSES."""

    CIVIL = "civil", "民政類"
    INTERIOR = "interior", "內政類"
    SOCIAL = "social", "社政類"
    FINANCE = "finance", "財經類"
    EDUCATION = "education", "教育類"
    AGRICULTURE = "agriculture", "農林類"
    TRANSPORT = "transport", "交通類"
    SECURITY = "security", "保安類"
    HEALTH = "health", "衛生環境類"
    WORKS = "works", "工務類"
    LEGAL = "legal", "法規類"


_C = ProposalClass
CLASSES: Dated[tuple[ProposalClass, ...]] = Dated(
    Since(
        date(2010, 12, 25),
        (_C.CIVIL, _C.SOCIAL, _C.FINANCE, _C.EDUCATION, _C.AGRICULTURE, _C.TRANSPORT, _C.SECURITY, _C.WORKS, _C.LEGAL),
        Practice("民政、社政、財經、教育、農林、交通、保安、工務、法規等九大類", seen="業務報告 104-04 第98行"),
    ),
    Since(
        date(2018, 12, 25),
        (_C.INTERIOR, _C.SOCIAL, _C.FINANCE, _C.EDUCATION, _C.AGRICULTURE, _C.TRANSPORT, _C.HEALTH, _C.WORKS, _C.LEGAL),
        Ours("108年度已改為內政、衛生環境等九類，改類之日未見公布，暫以第3屆議員就職日起適用"),
    ),
)
"""The nine classes by period: 民政 and 保安 gave way to 內政 and 衛生環境."""


class CouncilFacts(models.Model):
    """Facts of whatever comes from a councillor: term, session, electoral district, name."""

    term = models.PositiveSmallIntegerField("屆次")
    session_kind = models.CharField("會期別", max_length=16, choices=SessionKind.choices, blank=True)
    session_number = models.PositiveSmallIntegerField("會次", null=True, blank=True)
    councillor = models.CharField("議員", max_length=60)
    electoral_district = models.PositiveSmallIntegerField("選區", null=True, blank=True)

    class Meta:
        abstract = True


class CouncilDetail(CaseDetail, CouncilFacts):
    """Facts of a councillor's matter that is answered once."""

    letter_number = models.CharField("來函文號", max_length=60, blank=True)
    answer_number = models.CharField("函復文號", max_length=60, blank=True)
    answer = models.TextField("答復內容", blank=True)

    class Meta:
        abstract = True


def class_is_in_force(code: str, day: date) -> str | None:
    """Refuse a class that does not belong to the classification of the day."""
    classes = CLASSES.at(day).value
    if code in classes:
        return None
    return f"{roc_date(day)}適用之提案類別為：{'、'.join(str(each.label) for each in classes)}"


def class_named(name: str) -> str:
    """Return the code of a class written as 工務類, 工務 or works; an unknown name raises ValueError in words."""
    plain = name.strip().removesuffix("類")
    for each in ProposalClass:
        if plain in {each.value, str(each.label).removesuffix("類")}:
            return each.value
    raise ValueError(f"沒有提案類別「{name}」；應為{'、'.join(str(each.label) for each in ProposalClass)}")
