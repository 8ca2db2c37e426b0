"""公文查訪報告: the visits of a year, agency by agency: who came, what was good, each defect with its recommendation, and what was mended."""

from collections import Counter

from yankao.divisions.control.procedures.document_visit import DOCUMENT_VISIT, Defect, DocumentVisit, VisitImprovement
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.numerals import outline_mark
from yankao.kernel.roc import Window, roc_date
from yankao.shell.sheet import Part, Sheet

HEAD = ("查訪項目", "抽查文號", "缺失情形", "建議事項")
TEAM = (("has_administration", "行國處"), ("has_personnel", "人事處"), ("has_ethics", "政風處"))


def report_of(actor: Actor, year: Window, *, government: str, name: str) -> Sheet | None:
    """Return the report of a year's visits that the reader may see; None without any."""
    cases = visible_cases(actor, procedures=(DOCUMENT_VISIT,)).filter(is_test=False)
    visits = list(
        DocumentVisit.objects.filter(case__in=cases.values("pk"), visited_on__gte=year.first, visited_on__lte=year.last)
        .select_related("case__agency")
        .order_by("visited_on", "pk")
    )
    if not visits:
        return None
    ids = [each.case_id for each in visits]
    defects = list(Defect.objects.filter(case__in=ids).order_by("pk"))
    mended = {each.case_id: each.improved for each in VisitImprovement.objects.filter(case__in=ids).order_by("pk")}
    counted = Counter(str(each.get_defect_kind_display()) for each in defects)
    kinds = "、".join(f"{kind}{count}項" for kind, count in counted.most_common())
    return Sheet(
        title=f"{government}{name}年度公文查訪報告",
        lines=[f"本年度查訪{len(visits)}個機關，缺失及建議{len(defects)}項{'：' + kinds if kinds else ''}。"],
        parts=[
            _part(number, each, [row for row in defects if row.case_id == each.case_id], mended.get(each.case_id, ""))
            for number, each in enumerate(visits, start=1)
        ],
    )


def _part(number: int, it: DocumentVisit, defects: list[Defect], mended: str) -> Part:
    team = "、".join(name for field, name in TEAM if getattr(it, field))
    day = roc_date(it.visited_on) if it.visited_on is not None else ""
    rows = [(str(row.get_defect_kind_display()), row.document_number, row.defect, row.recommendation) for row in defects]
    lines = [f"{day}查訪，領隊{it.led_by}，{team}派員，抽查公文{it.sampled or 0}件。"]
    lines += [f"優點：{it.good_points}"] if it.good_points else []
    lines += [f"改善情形：{mended}"] if mended else []
    return Part(
        heading=f"{outline_mark(number, 2)}{it.case.agency}（缺失{len(defects)}項，{DOCUMENT_VISIT.step_name(it.case.step)}）",
        lines=lines,
        rows=[HEAD, *rows] if rows else (),
    )
