"""The facts every inspection shares, first or second (查核、複查), what its deeds write down, and the guards that hold it to the rules."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models

from yankao.divisions.engineering.logic.score_models import ScoreSheet
from yankao.divisions.engineering.logic.scoring import BEGAN, HIGHEST, Forced, Grade, Outcome, SampleKind, SampleTest, outcome_of
from yankao.divisions.engineering.logic.site_models import SiteChange, SiteFinding, SiteSheet
from yankao.divisions.engineering.registers.defect_codes import WorkType
from yankao.engines.cases.declare import Guard
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.registers.tenders.tender import Tender, Works
from yankao.kernel.law import Dated, Law, Practice, Since


class Notice(models.TextChoices):
    """How the agency learns of the visit (通知方式)."""

    UNANNOUNCED = "unannounced", "不預先通知"
    TWO_DAYS = "two_days", "查核前2日電話通知"


class Occasion(models.TextChoices):
    """Why this site (查核緣由)."""

    ORDINARY = "ordinary", "一般查核"
    CITIZEN = "citizen", "全民督工通報"
    PETITION = "petition", "民眾陳情"
    LAGGING = "lagging", "進度落後"
    LOW_PRICE = "low_price", "決標標價偏低"
    NAMED = "named", "首長指定"


NOTICES: Dated[dict[str, Notice]] = Dated(
    Since(BEGAN, dict.fromkeys(Occasion.values, Notice.TWO_DAYS), Practice("查核前2日通知", seen="業務報告 104-04 第441行")),
    Since(
        date(2012, 3, 1),
        dict.fromkeys(Occasion.values, Notice.TWO_DAYS),
        Practice("不預先通知方式（改良式）：確定時間於查核前2日以電話告知", seen="業務報告 104-04 第433至441行"),
    ),
    Since(
        date(2019, 1, 1), dict.fromkeys(Occasion.values, Notice.UNANNOUNCED), Practice("每月以不預先通知方式辦理查核", seen="業務報告 108 第140行")
    ),
    Since(
        date(2023, 1, 1), dict.fromkeys(Occasion.values, Notice.UNANNOUNCED), Practice("所有查核案均採不預先通知方式", seen="業務報告 112-11 第129行")
    ),
)
"""How a visit is announced, by what the reports of each year say."""


EXTERNAL_SHARE = Dated(Since(BEGAN, Fraction(1, 3), Law("工程施工查核小組組織準則", "第5條第3項")))
"""So large a part of those who score must come from outside, unless the central authority agreed otherwise."""

WORK_TYPES: dict[str, WorkType] = {
    Works.ROAD: WorkType.ROAD, Works.BRIDGE: WorkType.BRIDGE, Works.BUILDING: WorkType.BUILDING, Works.WATER: WorkType.WATER,
    Works.SEWER: WorkType.WATER, Works.PARK: WorkType.LANDSCAPE, Works.ELECTRICAL: WorkType.ELECTRICAL,
}  # fmt: skip
"""By which checklist each kind of works of the register is inspected; the others by the items common to all."""


class InspectionFacts(CaseDetail):
    """Facts of one inspection of one tender, as they stood when it was planned; only what was simulated may be without a tender."""

    tender = models.ForeignKey("tenders.Tender", verbose_name="標案編號", null=True, on_delete=models.PROTECT, related_name="+")
    project = models.CharField("工程名稱", max_length=200)
    work_type = models.CharField("工程類別", max_length=12, choices=WorkType.choices, default=WorkType.ANY)
    occasion = models.CharField("查核緣由", max_length=12, choices=Occasion.choices, default=Occasion.ORDINARY)
    budget_amount = models.DecimalField("預算金額（元）", max_digits=14, decimal_places=0, null=True, blank=True)
    contractor = models.CharField("施工廠商", max_length=100, blank=True)
    supervisor = models.CharField("監造單位", max_length=100, blank=True)
    planned_on = models.DateField("預定查核日期", null=True, blank=True)
    inspected_on = models.DateField("查核日期", null=True, blank=True)
    notice = models.CharField("通知方式", max_length=12, choices=Notice.choices, blank=True)
    led_by = models.CharField("領隊", max_length=60, blank=True)
    papers_shown = models.BooleanField("已出示書面通知及證明文件", default=False)
    record_number = models.CharField("查核紀錄函文號", max_length=60, blank=True)
    score = models.PositiveSmallIntegerField("查核成績", null=True, blank=True, validators=[MaxValueValidator(HIGHEST)])
    grade = models.CharField("等第", max_length=12, choices=Grade.choices, blank=True)
    entered_on = models.DateField("登錄主管機關系統日期", null=True, blank=True)
    external_consent = models.CharField("外聘人數特例同意文號", max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def tender_number(self) -> str:
        """The number of the tender; empty where there is none."""
        return self.tender.number if self.tender is not None else ""


def known_of_tender(it: InspectionFacts) -> Mapping[str, Any]:
    """Return what the register of tenders knows of the one to be inspected."""
    found: Tender | None = it.tender
    if found is None:
        return {}
    return {
        "title": found.name[:60], "agency": found.agency, "district": found.district, "address": found.place, "project": found.name,
        "work_type": WORK_TYPES.get(found.works, WorkType.ANY), "budget_amount": found.budget_amount, "contractor": found.contractor,
        "supervisor": found.supervision_unit,
    }  # fmt: skip


class SampleTaken(CaseRecord):
    """One sample taken on the site for a test (取樣)."""

    sample_number = models.CharField("試體編號", max_length=40)
    sample_kind = models.CharField("試驗項目", max_length=16, choices=SampleKind.choices)
    taken_at_place = models.CharField("取樣位置", max_length=100)
    laboratory = models.CharField("試驗單位", max_length=100, blank=True)


class SampleResult(CaseRecord):
    """What the laboratory found of one sample (試驗結果)."""

    class Verdict(models.TextChoices):
        """判定結果."""

        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    result_of = models.CharField("試體編號", max_length=40)
    verdict = models.CharField("判定結果", max_length=8, choices=Verdict.choices)
    report_number = models.CharField("試驗報告編號", max_length=60)


class GraveFinding(CaseRecord):
    """A finding that makes the grade 丙等 (列丙等事由)."""

    forced = models.CharField("列丙等事由", max_length=12, choices=Forced.choices)
    explained = models.TextField("情節說明")


def outcome(it: InspectionFacts) -> Outcome:
    """Return what the inspection comes to by the signed sheets and what is written down; ValueError while a member has not scored."""
    sheets = list(ScoreSheet.objects.filter(case_id=it.pk).values_list("given", flat=True))
    if missing := sheets.count(None):
        raise ValueError(f"尚有{missing}位查核委員未簽署評分表")
    given = [each for each in sheets if each is not None]
    judged = dict(SampleResult.objects.filter(case_id=it.pk).order_by("pk").values_list("result_of", "verdict"))
    taken = dict(SampleTaken.objects.filter(case_id=it.pk).order_by("pk").values_list("sample_number", "sample_kind"))
    tests = [SampleTest(kind=SampleKind(kind), passed=_passed(judged.get(number))) for number, kind in taken.items()]
    faults = [Forced(each) for each in GraveFinding.objects.filter(case_id=it.pk).order_by("pk").values_list("forced", flat=True)]
    assert it.inspected_on is not None
    return outcome_of(given, day=it.inspected_on, tests=tests, forced=faults)


def _passed(verdict: str | None) -> bool | None:
    return None if verdict is None else verdict == SampleResult.Verdict.PASSED


def is_announced_by_the_rule(it: InspectionFacts) -> str | None:
    """The visit is led by somebody, with its papers shown, and announced as the rule of its day says."""
    if it.inspected_on is None:
        return "請填寫查核日期"
    if not it.papers_shown:
        return "查核委員應主動出示書面通知及證明文件（辦法第5條），請確認已出示"
    since = NOTICES.at(it.inspected_on)
    wanted = since.value[it.occasion]
    if it.notice and it.notice != wanted:
        return f"通知方式應為「{Notice(wanted).label}」（{since.ground.describe()}）"
    return None


def findings(it: CaseDetail) -> "models.QuerySet[SiteFinding]":
    """Return the standing findings of the inspection."""
    return SiteFinding.objects.filter(case_id=it.pk, is_struck=False)


def record_is_whole(it: InspectionFacts) -> str | None:
    """The record goes out with its head filled, its findings addressed, and no undecided contradiction between two devices."""
    if SiteChange.objects.filter(case_id=it.pk, fate=SiteChange.Fate.CONFLICT).exists():
        return "現場紀錄有兩部裝置所填不同、尚待決定之欄位，請先至查核平板頁面決定"
    sheet = SiteSheet.objects.filter(case_id=it.pk).first()
    if sheet is None or sheet.actual_progress is None or sheet.planned_progress is None:
        return "請於現場紀錄填寫預定及實際進度"
    if not (sheet.engineer_came and sheet.supervisor_came) and not sheet.absence:
        return "監造建築師或技師、專任工程人員未到場者，請填寫未到場情形及依契約之處理（辦法第5條）"
    bare = findings(it).filter(models.Q(text="") | models.Q(addressee="", kind=SiteFinding.Kind.DEFECT)).count()
    return f"有{bare}項缺失未填情形或責任對象，請補齊" if bare else None


def has_findings(it: InspectionFacts) -> str | None:
    """The record that asks for correction names something to correct or to answer."""
    return record_is_whole(it) or (None if findings(it).exists() else "沒有缺失或建議；請改以「函送紀錄（無缺失）」辦理")


def has_no_findings(it: InspectionFacts) -> str | None:
    """A record without findings has none."""
    return record_is_whole(it) or ("已登錄缺失或建議，請以「函送紀錄及缺失」辦理" if findings(it).exists() else None)


def has_members_from_outside(it: InspectionFacts) -> str | None:
    """Enough of those who score come from outside (外聘), or the central authority agreed to fewer."""
    assert it.inspected_on is not None
    seats, since = list(ScoreSheet.objects.filter(case_id=it.pk).values_list("is_external", flat=True)), EXTERNAL_SHARE.at(it.inspected_on)
    if sum(seats) >= since.value * len(seats) or it.external_consent.strip():
        return None
    return (
        f"評分委員中外聘者不得少於{since.value}，目前{sum(seats)}／{len(seats)}（{since.ground.describe()}）；特殊情形經主管機關同意者，請填同意文號"
    )


def scored_as(*grades: Grade) -> Guard:
    """Return the guard that lets a score be told only as the rule gives it, for the grades the deed is for."""

    def guard(it: InspectionFacts) -> str | None:
        try:
            found = outcome(it)
        except ValueError as error:
            return f"{error}，請至「委員評分」頁面辦理"
        if problem := has_members_from_outside(it):
            return problem
        if found.is_withheld:
            return f"{found.describe()}；試驗結果判定完成後始得通知成績（辦法第8條第3項）"
        if (it.score, it.grade) != (found.score, found.grade):
            return f"查核成績應為{found.describe()}"
        return None if found.grade in grades else _other_deed(grades)

    return guard


def _other_deed(grades: Iterable[Grade]) -> str:
    return "未列丙等，請以「通知成績」辦理" if Grade.THIRD in grades else "列為丙等，請以「通知丙等成績」辦理，並開立五款處置"
