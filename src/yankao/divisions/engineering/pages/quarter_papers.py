"""查核季報的書表: the letter to the central authority with the quarter's figures, and what the meeting is told agency by agency."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yankao.divisions.engineering.logic.quarter_results import POOR, AgencyResult, results_of
from yankao.divisions.engineering.logic.returns import FIGURES
from yankao.divisions.engineering.pages.tablet_audiences import INSPECTORS
from yankao.divisions.engineering.procedures.quarterly_return import ARTICLE, QUARTERLY_RETURN, TO_MEETING, QuarterlyReturn
from yankao.divisions.engineering.roles import ENGINEER
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import YEAR_BEFORE_FIRST, roc_date
from yankao.shell.downloads import attached
from yankao.shell.gate import page
from yankao.shell.papers import Paper, register_papers
from yankao.shell.sheet import Part, Sheet, write
from yankao.shell.views.case import case_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import value_text

LETTER, RESULTS = "letter", "results"
NAMES = {LETTER: "查核季報函", RESULTS: "查核成果提報表"}
HEAD = ("機關", "查核件數", "甲等以上", "丙等", "平均成績", "缺失逾期未改善")


@page(who=INSPECTORS)
def quarter_paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Show a paper of a quarter's return for printing, or give it as an ODT file (`?format=odt`)."""
    case, _actor = case_or_404(request, number)
    if case.procedure != QUARTERLY_RETURN.key or kind not in NAMES:
        raise Http404
    it = QuarterlyReturn.objects.get(pk=case.pk)
    made = _letter(it) if kind == LETTER else _results(it)
    if request.GET.get("format") == "odt":
        return attached(f"{case.number}{NAMES[kind]}.odt", write(made))
    return render(request, "engineering/quarter_paper.html", {"case": case, "sheet": made, "kind": kind, "papers": NAMES.items()})


@register_papers
def quarter_papers(case: Case, actor: Actor) -> tuple[Paper, ...]:
    """Lead from the page of a return to its papers."""
    if case.procedure != QUARTERLY_RETURN.key or not ENGINEER.allows(actor):
        return ()
    urls = [(name, reverse("quarter_paper", args=[case.number, kind])) for kind, name in NAMES.items()]
    return tuple(Paper(name=name, url=url, file_url=f"{url}?format=odt") for name, url in urls)


def _letter(it: QuarterlyReturn) -> Sheet:
    columns = {column.name: str(column.verbose_name) for column in QuarterlyReturn._meta.fields}
    return Sheet(
        title=f"{current_city().government}　函",
        lines=[
            "受文者：行政院公共工程委員會",
            f"發文日期：{roc_date(it.letter_on) if it.letter_on else '（尚未發文）'}　發文字號：{it.letter_number or '（尚未發文）'}",
            f"主旨：檢送{it.year}年第{it.quarter}季工程施工查核季報表一份，請查照。",
            f"說明：依據{ARTICLE.describe()}辦理；季報表已於{roc_date(it.entered_on) if it.entered_on else '（尚未填報）'}上網填報。",
        ],
        table=[(columns[name], value_text(getattr(it, name))) for name in FIGURES],
    )


def _results(it: QuarterlyReturn) -> Sheet:
    found = results_of(it.year + YEAR_BEFORE_FIRST, it.quarter, now=clock())
    rows = [HEAD, *(_row(each) for each in found)]
    poor = [_said(each) for each in found if each.is_poor]
    return Sheet(
        title=f"{current_city().government}{it.year}年第{it.quarter}季工程施工查核成果",
        lines=[f"{TO_MEETING.describe()}；平均成績未達{POOR}分、列丙等或缺失逾期未改善之機關列為應精進（門檻為本系統所訂）。"],
        parts=(
            Part(heading="一、各機關查核成果", rows=rows if found else (), lines=() if found else ("本季無查核紀錄。",)),
            Part(heading="二、應精進之機關及改善建議", lines=poor or ["無"]),
        ),
    )


def _row(each: AgencyResult) -> tuple[str, ...]:
    return (each.agency, str(each.inspected), str(each.good), str(each.third), value_text(each.average), str(each.late))


def _said(each: AgencyResult) -> str:
    """Say why an agency is named and what is asked of it; the office goes on writing from there."""
    third, low = f"列丙等{each.third}件" if each.third else "", f"平均{each.average}分" if each.average is not None and each.average < POOR else ""
    why = "、".join(filter(None, (third, low, f"缺失逾期未改善{each.late}件" if each.late else "")))
    asked = "請就逾期缺失提出改善期程，並依契約及作業辦法第10條處理。" if each.late else "請檢討品管及監造作業，提出精進作為。"
    return f"{each.agency}：{why}。{asked}"
