"""The pages on which a reply is written, checked and signed (擬復、核稿、決行)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases import reply as verbs
from yankao.engines.cases.errors import Conflict, WrongStep
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor
from yankao.shell.gate import READ_WRITE, STAFF, page
from yankao.shell.once import do_once, token_of
from yankao.shell.replies import reply_stage
from yankao.shell.reply_texts import count_use, texts_for
from yankao.shell.views.case import case_or_404
from yankao.shell.words import now as clock

Deed = Callable[[Case, HttpRequest, Actor, datetime], object]


def _draft(case: Case, request: HttpRequest, actor: Actor, now: datetime) -> object:
    saved = verbs.draft(case, actor=actor, now=now, text=request.POST.get("text", ""))
    if request.POST.get("used"):
        count_use(case, request.POST["used"], actor, now=now)
    return saved


def _submit(case: Case, request: HttpRequest, actor: Actor, now: datetime) -> object:
    _draft(case, request, actor, now)
    return verbs.submit(case, actor=actor, now=now)


def _check(case: Case, _request: HttpRequest, actor: Actor, now: datetime) -> object:
    return verbs.check(case, actor=actor, now=now)


def _send_back(case: Case, request: HttpRequest, actor: Actor, now: datetime) -> object:
    return verbs.send_back(case, actor=actor, now=now, reason=request.POST.get("reason", ""))


def _decide(case: Case, _request: HttpRequest, actor: Actor, now: datetime) -> object:
    return verbs.decide(case, actor=actor, now=now)


DEEDS: dict[str, tuple[Deed, str]] = {
    "draft": (_draft, "已儲存擬稿"),
    "submit": (_submit, "已送核稿"),
    "check": (_check, "已核稿，送請決行"),
    "send_back": (_send_back, "已退稿"),
    "decide": (_decide, "已決行發文"),
}


@page(who=STAFF, methods=READ_WRITE)
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Show the reply as far as it has come, and do the next deed on it."""
    case, actor = case_or_404(request, number)
    verbs.require_draft_reader(case, actor)
    if request.method != "POST" or request.POST.get("deed") == "pick":
        return _show(request, case, actor)
    now = clock()
    deed, done = DEEDS.get(request.POST.get("deed", ""), DEEDS["draft"])

    def act() -> str:
        deed(case, request, actor, now)
        return reverse("reply", args=[number]) if done == DEEDS["draft"][1] else reverse("case", args=[number])

    try:
        location = do_once(request, act, actor=actor, now=now)
    except (Conflict, WrongStep) as error:
        return _show(request, case, actor, errors=error.messages, status=409)
    except ValidationError as error:
        return _show(request, case, actor, errors=error.messages, status=422)
    messages.success(request, _(done))
    return redirect(location)


def _show(request: HttpRequest, case: Case, actor: Actor, *, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    stage = reply_stage(case, actor)
    if stage is None:
        raise WrongStep(_("案件目前不在擬復的步驟。"))
    typed = request.POST.get("text")
    text = typed if typed is not None else stage.draft.text if stage.draft else ""
    texts = texts_for(case, actor, now=clock()) if stage.may_draft else ()
    used = request.POST.get("used", "")
    if request.POST.get("deed") == "pick" and (picked := next((each for each in texts if each.id == request.POST.get("template")), None)):
        text, used = "\n\n".join(filter(None, (text.strip(), picked.text))), picked.id
    context = {
        "case": case,
        "stage": stage,
        "text": text,
        "texts": texts,
        "used": used,
        "reason": request.POST.get("reason", ""),
        "errors": errors or [],
        "once": token_of(request),
    }
    return render(request, "shell/case/reply.html", context, status=status)
