"""查核紀錄的書表: the paper form for a site without a tablet, and the letter that sends the record and its defects to the agency."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.divisions.engineering.logic.site_models import SiteCheck, SiteFinding, SiteSheet
from yankao.divisions.engineering.pages.tablet import site_or_404
from yankao.divisions.engineering.pages.tablet_audiences import INSPECTORS
from yankao.divisions.engineering.procedures.defect_correction import REMEDY
from yankao.divisions.engineering.registers.defect_codes import Addressee, ChecklistItem, in_force
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_date
from yankao.shell.downloads import attached
from yankao.shell.gate import page
from yankao.shell.sheet import Part, Sheet, write
from yankao.shell.words import now as clock

FORM, LETTER = "form", "letter"
NAMES = {FORM: "現場查核紀錄表", LETTER: "查核紀錄函"}
BLANK_ROWS = 12


@page(who=INSPECTORS)
def site_paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Show a paper of a site for printing, or give it as an ODT file (`?format=odt`)."""
    case = site_or_404(request, number)
    if kind not in NAMES:
        raise Http404
    made = sheet_of(case, kind, government=current_city().government)
    if request.GET.get("format") == "odt":
        return attached(f"{case.number}{NAMES[kind]}.odt", write(made))
    return render(request, "engineering/site_paper.html", {"case": case, "sheet": made, "kind": kind, "papers": NAMES.items()})


def sheet_of(case: Case, kind: str, *, government: str) -> Sheet:
    """Return one paper of a site."""
    detail = registry.get(case.procedure).detail._default_manager.get(pk=case.pk)
    assert isinstance(detail, InspectionFacts)
    return _letter(case, detail, government) if kind == LETTER else _form(case, detail, government)


def _facts(case: Case, it: InspectionFacts) -> list[tuple[str, str]]:
    day = it.inspected_on or it.planned_on
    return [
        ("查核案號", case.number),
        ("標案編號", it.tender_number),
        ("工程名稱", it.project),
        ("主辦機關", str(case.agency or "")),
        ("監造單位／施工廠商", f"{it.supervisor or '—'}／{it.contractor or '—'}"),
        ("查核日期", roc_date(day) if day else "　年　月　日"),
    ]


def _form(case: Case, it: InspectionFacts, government: str) -> Sheet:
    """The form to be written on by hand: what a tablet asks, with room."""
    day = it.inspected_on or it.planned_on or day_of(clock())
    items = in_force(ChecklistItem.objects.all(), day, work_type=it.work_type)
    done = {row.item_id: row for row in SiteCheck.objects.filter(case=case)}
    checks = [("項次", "查核項目", "□符合 □不符 □無", "說明")]
    checks += [
        (str(n), item.text, _result(done.get(item.pk)), done[item.pk].remark if item.pk in done else "") for n, item in enumerate(items, start=1)
    ]
    found = list(SiteFinding.objects.filter(case=case, is_struck=False))
    defects = [("缺失編號", "位置及情形", "對象", "程度／扣點"), *_rows(found)]
    defects += [("", "", "□機關 □監造 □廠商", "L・M・S／")] * max(0, BLANK_ROWS - len(found))
    head = SiteSheet.objects.filter(case=case).first() or SiteSheet()
    lines = [
        f"天候：{head.get_weather_display() or '□晴 □陰 □雨'}　預定進度：{_or(head.planned_progress)}％　實際進度：{_or(head.actual_progress)}％",
        f"監造建築師或技師：{_or(head.supervisor_came)}　專任工程人員：{_or(head.engineer_came)}　未到場情形：{_or(head.absence)}",
    ]
    return Sheet(
        title=f"{government}工程施工查核小組　現場查核紀錄表",
        table=_facts(case, it),
        below=lines,
        parts=(
            Part(heading="查核項目", rows=checks),
            Part(heading="缺失及建議", rows=defects),
            Part(heading="優點", lines=(head.good_points or "　",)),
            Part(heading="其他建議", lines=(head.remark or "　",)),
        ),
        signs=("領隊", "查核委員", "機關代表", "監造單位", "廠商"),
    )


def _letter(case: Case, it: InspectionFacts, government: str) -> Sheet:
    """The letter with the record: every defect to whom it is addressed, and by when it is to be mended."""
    found = list(SiteFinding.objects.filter(case=case, is_struck=False))
    parts = [
        Part(heading=f"應由{who.label}改善者", rows=[("缺失編號", "位置及情形", "對象", "程度／扣點"), *_rows(rows)])
        for who in Addressee
        if (rows := [row for row in found if row.kind == SiteFinding.Kind.DEFECT and row.addressee == who])
    ]
    if advice := [row for row in found if row.kind == SiteFinding.Kind.ADVICE]:
        parts.append(Part(heading="規劃設計建議（請答復）", lines=[f"{n}、{row.text}" for n, row in enumerate(advice, start=1)]))
    points = sum(row.points for row in found)
    rule = REMEDY.at(it.inspected_on or day_of(clock()))
    return Sheet(
        title=f"{government}　函",
        lines=[
            f"發文字號：{it.record_number or '（尚未發文）'}",
            f"受文者：{case.agency or ''}",
            "主旨：檢送工程施工查核紀錄一份，請督促改善並於期限內報查核小組備查。",
        ],
        table=_facts(case, it),
        below=[
            f"一、缺失請於文到{rule.value}內改善完妥，改善前、中、後拍照留存（{rule.ground.describe()}）。",
            f"二、本次扣點合計{points}點，請依契約計罰並將通知文號及繳納日期登錄。",
            "三、規劃設計建議請檢討答復，無須施工改善。",
        ],
        parts=parts,
    )


def _rows(found: Iterable[SiteFinding]) -> list[tuple[str, str, str, str]]:
    return [
        (row.code, f"{row.place}　{row.text}".strip(), row.get_addressee_display() or row.get_kind_display(), f"{row.severity}／{row.points}")
        for row in found
    ]


def _result(row: SiteCheck | None) -> str:
    return row.get_result_display() if row is not None and row.result else "□符合 □不符 □無"


def _or(value: object) -> str:
    return str(value) if value not in {None, ""} else "＿＿＿＿"
