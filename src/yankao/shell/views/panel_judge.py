"""The judge's desk (委員評分): what is to be judged, one sheet at a time, saved or signed; made for a tablet, works without JavaScript."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.panel.declare import Phase, Scheme, Scorer
from yankao.engines.panel.entries import is_own
from yankao.engines.panel.errors import WrongStanding
from yankao.engines.panel.models import Entry, Member, Proof, Review, Sheet, Standing
from yankao.engines.panel.sheets import Given, save, seat_of, seen_by_judge, sign
from yankao.kernel.actors import Actor
from yankao.shell.forms.reading import read_moment
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.signing import proof_of
from yankao.shell.views.deeds import CONFLICT, REFUSED
from yankao.shell.views.panel import judge_may_read, review_or_404
from yankao.shell.words import moment_text
from yankao.shell.words import now as clock

Told = dict[str, list[str]]


@page(who=SIGNED_IN)
def desk(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show a judge's entries of a review with what is done and what is owed."""
    it, review = review_or_404(request, key, pk)
    actor = actor_of_request(request)
    phase, seat = _phase(it, review), seat_of(review, actor)
    entries = list(_mine(it, review, seat, actor))
    signed: dict[int, list[Sheet]] = {}
    for sheet in Sheet.objects.filter(review=review, phase=review.phase, attempt=review.attempt, entry__in=entries, member=seat).order_by("serial"):
        signed.setdefault(sheet.entry_id, []).append(sheet)
    owed = {row.entry_id: row.sheets for row in seat.assignments.all()} if seat else {}
    rows = [(each, _serials(owed.get(each.pk, 1), signed.get(each.pk, []))) for each in entries]
    done = sum(1 for _each, serials in rows for _n, sheet in serials if sheet and sheet.signed_at)
    context = {
        "scheme": it, "review": review, "phase": phase, "seat": seat, "rows": rows, "done": done, "now": clock(),
        "total": sum(len(serials) for _each, serials in rows), "is_blind": phase.is_blind,
        "recused": seat.recusals.filter(is_upheld=True).select_related("entry") if seat else (),
    }  # fmt: skip
    return render(request, "shell/panel/desk.html", context)


@page(who=SIGNED_IN, methods=READ_WRITE)
def score(request: HttpRequest, key: str, pk: int, entry_id: int) -> HttpResponse:
    """Show one sheet; save it, or sign and lock it."""
    it, review = review_or_404(request, key, pk)
    actor = actor_of_request(request)
    phase, seat = _phase(it, review), seat_of(review, actor)
    entry = next((each for each in _mine(it, review, seat, actor) if each.pk == entry_id), None)
    serial = _serial(request)
    if entry is None:
        raise Http404
    if request.method != "POST":
        return _sheet(request, it, review, entry, seat, serial, {})
    is_signing = "sign" in request.POST

    def deed() -> str:
        given = _given(it, review, request.POST, serial)
        if proof is not None:
            sign(it, review.pk, entry.pk, actor=actor, now=clock(), given=given, proof=proof)
        else:
            save(it, review.pk, entry.pk, actor=actor, now=clock(), given=given)
        return reverse("panel_desk", args=[it.key, review.pk])

    proof: Proof | None = None
    try:
        if is_signing:
            _given(it, review, request.POST, serial)
            proof = proof_of(request, now=clock())
        location = do_once(request, deed, actor=actor, now=clock())
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        status = CONFLICT if isinstance(error, WrongStanding) else REFUSED
        return _sheet(request, it, review, entry, seat, serial, told, status=status)
    messages.success(
        request, _("「%(title)s」已簽署並鎖定") % {"title": _title(entry, is_blind=phase.is_blind)} if is_signing else _("已儲存，尚未簽署")
    )
    return redirect(location)


def _sheet(
    request: HttpRequest, it: Scheme, review: Review, entry: Entry, seat: Member | None, serial: int, told: Told, *, status: int = 200
) -> HttpResponse:
    phase = it.phase(review.phase)
    own = Sheet.objects.filter(review=review, entry=entry, phase=review.phase, attempt=review.attempt, member=seat, serial=serial).first()
    points = {line.criterion: f"{line.points.normalize():f}" for line in own.lines.all()} if own else {}
    typed = request.POST if request.method == "POST" else QueryDict()
    rows = [
        (each, typed.get(f"c_{each.key}", points.get(each.key, "")), told.get(each.key, []), f"{each.scale.normalize():f}")
        for each in it.criteria.at(review.rules_on).value
    ]
    files = [each for each in entry.files.select_related("file") if seat is None or judge_may_read(it, review, seat, each)]
    known = {row[0].key for row in rows} | {"password", "taken_at"}
    context = {
        "scheme": it, "review": review, "entry": entry, "phase": phase, "seat": seat, "serial": serial, "sheet": own, "rows": rows, "files": files,
        "title": _title(entry, is_blind=phase.is_blind), "once": token_of(request), "remark": typed.get("remark", own.remark if own else ""),
        "taken_at": typed.get("taken_at", moment_text(own.taken_at) if own and own.taken_at else ""), "told": told,
        "loose": [sentence for name, sentences in told.items() if name not in known for sentence in sentences],
        "others": [each for each in seen_by_judge(it, review, entry, seat) if each.member_id != seat.pk] if seat else (),
    }  # fmt: skip
    return render(request, "shell/panel/score.html", context, status=status)


def _given(it: Scheme, review: Review, data: QueryDict, serial: int) -> Given:
    points: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for each in it.criteria.at(review.rules_on).value:
        text = data.get(f"c_{each.key}", "").strip()
        try:
            points[each.key] = Decimal(text)
        except InvalidOperation:
            errors[each.key] = _("請填寫「%(name)s」的分數") % {"name": each.name}
    try:
        taken_at = read_moment(data.get("taken_at", ""))
    except ValidationError as error:
        errors["taken_at"] = error.messages[0]
        taken_at = None
    if errors:
        raise ValidationError(errors)
    return Given(points=points, remark=data.get("remark", ""), serial=serial, taken_at=taken_at)


def _mine(it: Scheme, review: Review, seat: Member | None, actor: Actor) -> list[Entry]:
    """Return the entries the actor scores in the present phase."""
    going = review.entries.filter(state=Entry.State.ACCEPTED).select_related("agency")
    scorer = _phase(it, review).scorer
    if scorer is Scorer.OFFICE:
        if not it.run_by.allows(actor):
            raise PermissionDenied(_("本階段由承辦單位評分"))
        return list(going)
    if scorer is Scorer.SELF:
        return [each for each in going if is_own(each, actor)]
    if seat is None:
        raise PermissionDenied(_("只有本次評審的委員可以評分，且不得代理"))
    if seat.agreed_at is None:
        raise PermissionDenied(_("請先同意擔任委員並簽署保密及迴避聲明"))
    return list(going.filter(assignments__member=seat))


def _phase(it: Scheme, review: Review) -> Phase:
    if review.standing != Standing.SCORING:
        raise Http404
    return it.phase(review.phase)


def _serials(owed: int, sheets: list[Sheet]) -> list[tuple[int, Sheet | None]]:
    known = {sheet.serial: sheet for sheet in sheets}
    return [(n, known.get(n)) for n in range(1, owed + 1)]


def _serial(request: HttpRequest) -> int:
    text = request.GET.get("serial", "1")
    return int(text) if text.isdecimal() and len(text) < len("10000") else 1


def _title(entry: Entry, *, is_blind: bool) -> str:
    return entry.code if is_blind else f"{entry.code} {entry.title}"
