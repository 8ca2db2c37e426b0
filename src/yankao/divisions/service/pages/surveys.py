"""滿意度訪問的畫面: draw the month, ring whoever was drawn, and the questionnaire that a citizen opens from a message."""

from datetime import datetime
from secrets import token_hex

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.logic.sampling import (
    DRAWERS,
    OPEN,
    SCORES,
    answer_online,
    draw_sample,
    open_entries,
    record_attempt,
    samples_of,
    satisfaction_of,
    send_messages,
)
from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.callback_queue import CALLING_HOURS, may_call
from yankao.divisions.service.registers.surveys import SAMPLE, Outcome, SurveyEntry, SurveyKind
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.persons.read import masked, open_field
from yankao.kernel.roc import RocMonth
from yankao.shell.gate import ANYONE, READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

MONTHS_OFFERED, SHOWN, REFUSED = 13, 30, 422
RESULTS = (Outcome.NO_ANSWER, Outcome.WRONG, Outcome.REFUSED, Outcome.NEVER)


@page(who=DESK, methods=READ_WRITE)
def surveys(request: HttpRequest) -> HttpResponse:
    """Show the draws of a month, what came out, and whom to ring; write one attempt or a draw on POST."""
    if request.method != "POST":
        return _show(request)
    actor, now = actor_of_request(request), clock()
    try:
        if request.POST.get("do") == "phone":
            return _show(request, phone=_open_phone(request, actor, now=now))
        told = _do(request, actor, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(f"{request.path}?month={request.POST.get('month', '')}&kind={request.POST.get('kind', '')}")


def _do(request: HttpRequest, actor: Actor, *, now: datetime) -> str:
    match request.POST.get("do"):
        case "draw":
            sample = draw_sample(_month(request), _kind(request), seed=token_hex(16), actor=actor, now=now)
            return _("已抽樣 %(count)d 件") % {"count": sample.size}
        case "send":
            link = request.build_absolute_uri(reverse("survey", args=["TOKEN"])).replace("TOKEN", "{token}")
            return _("已排入簡訊 %(count)d 則") % {"count": send_messages(_month(request), _kind(request), link=link, actor=actor, now=now)}
    _require_hours(now)
    score = request.POST.get("score", "")
    outcome = Outcome.ANSWERED if score else Outcome(request.POST.get("outcome", ""))
    entry = _number(request.POST.get("entry", ""))
    record_attempt(entry, outcome, score=_number(score) if score else None, comment=request.POST.get("comment", ""), actor=actor, now=now)
    return _("已登錄訪問結果")


def _open_phone(request: HttpRequest, actor: Actor, *, now: datetime) -> tuple[int, str]:
    """Open the telephone of one entry for this call; the opening is logged."""
    _require_hours(now)
    entry = SurveyEntry.objects.select_related("case__reporter").filter(pk=_number(request.POST.get("entry", "")), outcome__in=OPEN).first()
    if entry is None or entry.case.reporter is None:
        raise ValidationError(_("此件已完成訪問，請重新整理"))
    return entry.pk, open_field(entry.case.reporter, "phone", actor=actor, purpose=f"滿意度訪問 {entry.case.number}", now=now)


def _require_hours(now: datetime) -> None:
    if not may_call(now):
        raise ValidationError(f"現在不是撥打時段（{CALLING_HOURS.at(day_of(now)).value}），請於時段內訪問")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValidationError(_("請從清單選取"))
    return int(text)


def _month(request: HttpRequest) -> RocMonth:
    return RocMonth.parse(request.POST.get("month", ""))


def _kind(request: HttpRequest) -> SurveyKind:
    found = request.POST.get("kind", "")
    if found not in SurveyKind.values:
        raise ValidationError(_("請選擇抽樣種類"))
    return SurveyKind(found)


def _show(request: HttpRequest, *, phone: tuple[int, str] = (0, "")) -> HttpResponse:
    actor, now = actor_of_request(request), clock()
    current = RocMonth.of(day_of(now))
    months = [current.plus(-n) for n in range(MONTHS_OFFERED)]
    asked = request.POST if request.method == "POST" else request.GET
    month = next((it for it in months if it.code == asked.get("month")), months[1])
    kind = SurveyKind(asked["kind"]) if asked.get("kind") in SurveyKind.values else SurveyKind.PETITION
    drawn, found = {it.kind: it for it in samples_of(month)}, satisfaction_of(month)
    entries = [(each, masked(each.case.reporter) if each.case.reporter else None) for each in open_entries(month, kind)[:SHOWN]]
    context = {
        "months": [(it.code, str(it)) for it in months],
        "month": month,
        "is_over": month.last < day_of(now),
        "kind": kind,
        "kinds": [(key, name, drawn.get(key), found.get(SurveyKind(key))) for key, name in SurveyKind.choices],
        "entries": entries,
        "left": open_entries(month, kind).count(),
        "phone": phone,
        "scores": SCORES,
        "results": [(it.value, it.label) for it in RESULTS],
        "rule": SAMPLE.at(month.last),
        "may_draw": actor.has_role(*DRAWERS),
        "may_call": may_call(now),
        "hours": CALLING_HOURS.at(day_of(now)),
    }
    return render(request, "service/surveys.html", context)


@page(who=ANYONE, methods=READ_WRITE)
def questionnaire(request: HttpRequest, token: str) -> HttpResponse:
    """Let the citizen of a message rate the handling once; the page names the case, nothing of the person."""
    entry = SurveyEntry.objects.select_related("case").filter(token=token).first()
    if entry is None:
        raise Http404(_("查無此問卷，請確認簡訊中的連結"))
    context = {"number": entry.case.number, "scores": SCORES, "is_done": entry.outcome not in OPEN, "error": ""}
    if request.method == "POST" and not context["is_done"]:
        score = request.POST.get("score", "")
        try:
            answer_online(token, int(score) if score.isdecimal() else 0, request.POST.get("comment", ""), now=clock())
        except ValidationError as error:
            return render(request, "service/questionnaire.html", context | {"error": " ".join(error.messages)}, status=REFUSED)
        return redirect("survey", token)
    return render(request, "service/questionnaire.html", context)
