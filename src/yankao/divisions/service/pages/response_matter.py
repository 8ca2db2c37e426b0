"""應變事項的畫面: its mother case and the reports merged into it, those to be put under it by hand, and one text to all their reporters."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.response_words import INFORMERS, READERS
from yankao.engines.cases import registry
from yankao.engines.cases.inform import NUMBER, inform, preview
from yankao.engines.cases.matters import choose_mother, loose_reports, put_under, takes_reports
from yankao.engines.cases.models import Case, Matter
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.shell.bulk import LIMIT, Outcome, do_bulk
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.once import do_once, new_token, token_of
from yankao.shell.words import now as clock
from yankao.shell.words import tr

SHOWN = 200


@page(who=READERS, methods=READ_WRITE)
def matter(request: HttpRequest, pk: int, matter_pk: int) -> HttpResponse:
    """Show one matter; put reports under its mother case, or choose another mother."""
    found = get_object_or_404(Matter.objects.select_related("emergency", "category", "mother", "mother__agency"), emergency=pk, pk=matter_pk)
    actor = actor_of_request(request)
    if request.method == "POST":
        return _join(request, found, actor)
    procedure = registry.get(found.category.procedure)
    mother = found.mother
    seen = visible_cases(actor, procedures=(procedure,))
    context = {
        "it": found,
        "mother": mother,
        "step": tr(procedure.step_name(mother.step)) if mother else "",
        "takes_reports": mother is not None and takes_reports(mother),
        "children": _shown(seen.filter(merged_into=mother)) if mother else [],
        "loose": _shown(loose_reports(found).filter(pk__in=seen.values("pk"))),
        "may_join": _may_join(found, actor),
        "may_inform": procedure.response is not None and procedure.response.informed_by.allows(actor),
        "number_mark": NUMBER,
        "once": new_token(),
    }
    return render(request, "service/response_matter.html", context)


def _shown(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.select_related("agency", "district").defer("haystack", "search").order_by("received_at", "id")[:SHOWN])


def _may_join(found: Matter, actor: Actor) -> bool:
    verb = registry.get(found.category.procedure).verbs.merge
    return verb is not None and verb.by.allows(actor) and found.emergency.ended_at is None


def _join(request: HttpRequest, found: Matter, actor: Actor) -> HttpResponse:
    now = clock()
    chosen = [int(each) for each in request.POST.getlist("case") if each.isdigit()][:LIMIT]
    cases = list(visible_cases(actor).filter(pk__in=chosen).order_by("pk"))
    here = redirect("response_matter", found.emergency_id, found.pk)
    if not cases:
        messages.error(request, _("請先勾選案件"))
        return here
    try:
        if request.POST.get("do") == "mother":
            choose_mother(found, cases[0], actor=actor, now=now)
            messages.success(request, _("已指定母案"))
            return here
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return here
    outcomes = do_bulk(cases, lambda case: put_under(case, found, actor=actor, now=now))
    return _tell_outcomes(request, outcomes, back=here)


def _tell_outcomes(request: HttpRequest, outcomes: tuple[Outcome, ...], *, back: HttpResponse) -> HttpResponse:
    done = sum(each.is_done for each in outcomes)
    if done:
        messages.success(request, _("已併入 %(n)d 件") % {"n": done})
    for each in outcomes:
        if not each.is_done:
            messages.error(request, f"{each.number}：{each.says}")
    return back


@page(who=INFORMERS, methods=("POST",))
def matter_inform(request: HttpRequest, pk: int, matter_pk: int) -> HttpResponse:
    """Show how the text reads and whom it reaches; once confirmed, tell every reporter."""
    found = get_object_or_404(Matter.objects.select_related("emergency", "mother"), emergency=pk, pk=matter_pk)
    actor, now, text = actor_of_request(request), clock(), request.POST.get("text", "")
    here = redirect("response_matter", pk, matter_pk)
    cases = _informed(request, found, actor)
    if not cases:
        messages.error(request, _("目前沒有可以說明的案件"))
        return here
    told = preview(cases, text)
    if "confirmed" not in request.POST or told.problems:
        context = {"it": found, "cases": cases, "text": text, "preview": told, "once": token_of(request), "whom": request.POST.get("whom", "")}
        return render(request, "service/response_inform.html", context, status=422 if told.problems else 200)

    def tell_all() -> str:
        return str(sum(inform(case, text=text, actor=actor, now=now) for case in cases))

    try:
        count = do_once(request, tell_all, actor=actor, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return here
    messages.success(request, _("已通知 %(n)s 位反映人") % {"n": count})
    return here


def _informed(request: HttpRequest, found: Matter, actor: Actor) -> list[Case]:
    """Return the cases chosen: the mother with all its reports, the reports beside it too, or those ticked."""
    seen = visible_cases(actor)
    mother = list(seen.filter(pk=found.mother_id)) if found.mother_id else []
    match request.POST.get("whom", ""):
        case "everybody":
            return mother + list(loose_reports(found).filter(pk__in=seen.values("pk")))
        case "chosen":
            chosen = [int(each) for each in request.POST.getlist("case") if each.isdigit()][:LIMIT]
            return list(seen.filter(pk__in=chosen, merged_into__isnull=True, category=found.category_id).order_by("pk"))
    return mother
