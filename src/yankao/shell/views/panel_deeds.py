"""What can be done with a review, each deed with its form: shown where it can be done now, and done once however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.panel import registry
from yankao.engines.panel.declare import Scheme, Scorer
from yankao.engines.panel.errors import ReviewConflict, WrongStanding
from yankao.engines.panel.models import Review, Standing
from yankao.engines.panel.read import visible
from yankao.kernel.actors import Actor
from yankao.shell import panel_acts as acts
from yankao.shell import panel_forms as forms
from yankao.shell.forms.fields import Field, Form, Kind
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.panel_acts import Doing
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.words import now as clock
from yankao.shell.words import tr

BEFORE = (Standing.PREPARED, Standing.CALLED)
MAKING = (*BEFORE, Standing.CHECKED, Standing.SCORING)
ASKING = (Standing.SCORING, Standing.DECIDED, Standing.PUBLISHED)
Fields = Callable[[Scheme, Review], tuple[Field, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: its name, when it can be done, what it asks and does; `about` deeds name a row of the page and have no button of their own."""

    key: str
    name: str
    at: tuple[Standing, ...]
    fields: Fields
    do: Callable[[Doing], object]
    about: bool = False
    is_grave: bool = False
    is_open: bool = False
    fits: Callable[[Scheme, Review], bool] = lambda _it, _review: True


def _nothing(_it: Scheme, _review: Review) -> tuple[Field, ...]:
    return ()


def _is_last(it: Scheme, review: Review) -> bool:
    return review.phase == it.deciding.key


def _has_panel(it: Scheme, _review: Review) -> bool:
    return it.phases[0].scorer is Scorer.PANEL or len(it.phases) > 1


def _reason(_it: Scheme, _review: Review) -> tuple[Field, ...]:
    return (forms.text("reason", _("理由"), long=True),)


DEEDS: tuple[Deed, ...] = (
    Deed(key="call", name="公告徵件", at=(Standing.PREPARED,), do=acts.call,
         fields=lambda _it, _r: (Field(name="entries_due_at", label=_("收件截止"), kind=Kind.MOMENT, is_required=True),)),
    Deed(key="take_candidates", name="帶入受評名單", at=BEFORE, fields=_nothing, do=acts.take_candidates,
         fits=lambda it, _review: it.candidates is not None),
    Deed(key="end_call", name="截止收件", at=BEFORE, fields=_nothing, do=acts.end_call),
    Deed(key="accept_all", name="形式審查全部受理", at=(*BEFORE, Standing.CHECKED), fields=_nothing, do=acts.accept_all),
    Deed(key="appoint", name="遴聘委員", at=MAKING, fields=forms.appoint_fields, do=acts.appoint, fits=_has_panel),
    Deed(key="assign_all", name="全體委員評全部案件", at=(Standing.CHECKED, Standing.SCORING), fields=_nothing, do=acts.assign_all,
         fits=lambda it, _review: not it.sheets),
    Deed(key="assign_some", name="自動分案", at=(Standing.CHECKED, Standing.SCORING), do=acts.assign_some, fits=lambda it, _review: not it.sheets,
         fields=lambda _it, _r: (forms.number_field("each", _("每件委員人數"), value="3"),)),
    Deed(key="plan_sheets", name="分配份數", at=(Standing.CHECKED,), do=acts.plan_sheets, fits=lambda it, _review: it.sheets,
         fields=lambda _it, _r: (forms.number_field("total", _("總份數"), hint=_("不能整除時，各受測對象至少取整數份，餘數依亂數次序各加一份")),
                                 forms.text("seed", _("亂數種子"), hint=_("例如抽籤日期與號碼；任何人可據以重算次序")))),
    Deed(key="begin", name="開始評分", at=(Standing.CHECKED,), fields=_nothing, do=acts.begin),
    Deed(key="next_phase", name="進入下一階段", at=(Standing.SCORING,), do=acts.next_phase, fits=lambda it, review: not _is_last(it, review),
         fields=lambda _it, _r: (forms.text("out", _("未進入下一階段者"), needed=False, long=True,
                                            hint=_("一行一件，例如「A003：內容與市政無關」")),)),
    Deed(key="take_in", name="匯入紙本評分", at=(Standing.SCORING,), do=acts.take_in, fits=_is_last,
         fields=lambda _it, _r: forms.take_in_fields()),
    Deed(key="part", name="決定同名次次序", at=(Standing.SCORING,), do=acts.part, fits=_is_last,
         fields=lambda _it, _r: (forms.text("order", _("次序"), hint=_("依會議決定之先後填代號，例如「A007、A002」")),)),
    Deed(key="decide", name="登錄評定會議", at=(Standing.SCORING,), do=acts.decide, fits=_is_last, fields=lambda _it, r: forms.decide_fields(r)),
    Deed(key="publish", name="公告結果並通知", at=(Standing.DECIDED,), do=acts.publish,
         fields=lambda _it, _r: (forms.text("number", _("公告及通知文號"), most=60),)),
    Deed(key="recommend", name="登錄考評建議", at=ASKING, do=acts.recommend, fields=lambda _it, r: forms.follow_fields(r)),
    Deed(key="adopt", name="函請參採", at=(Standing.DECIDED, Standing.PUBLISHED), do=acts.adopt,
         fields=lambda _it, _r: (Field(name="due_on", label=_("回復期限"), kind=Kind.DATE, is_required=True),),
         fits=lambda it, review: any(grade.is_adopted for grade in it.grading.at(review.rules_on).value.grades)),
    Deed(key="track", name="建議全部列管", at=(Standing.DECIDED, Standing.PUBLISHED), fields=_nothing, do=acts.track,
         fits=lambda it, _review: it.tracked is not None),
    Deed(key="close", name="結案", at=(Standing.PUBLISHED,), fields=_nothing, do=acts.close),
    Deed(key="cancel", name="停止辦理", at=MAKING, fields=_reason, do=acts.cancel, is_grave=True),
    Deed(key="accept", name="受理", at=(*BEFORE, Standing.CHECKED), fields=_nothing, do=acts.accept, about=True),
    Deed(key="refuse", name="不受理", at=(*BEFORE, Standing.CHECKED), fields=_reason, do=acts.refuse, about=True, is_grave=True),
    Deed(key="withdraw", name="撤回", at=(*BEFORE, Standing.CHECKED), fields=_reason, do=acts.withdraw, about=True, is_grave=True, is_open=True),
    Deed(key="add_files", name="補附檔案", at=(*BEFORE, Standing.CHECKED), fields=lambda _it, _r: forms.file_fields(), do=acts.add_files, about=True,
         is_open=True),
    Deed(key="agree", name="同意擔任並簽署保密及迴避聲明", at=MAKING, fields=_nothing, do=acts.agree, about=True, is_open=True),
    Deed(key="dismiss", name="解任委員", at=MAKING, fields=_reason, do=acts.dismiss, about=True, is_grave=True),
    Deed(key="recuse", name="決定迴避", at=MAKING, fields=lambda _it, _r: forms.recusal_fields(), do=acts.recuse, about=True),
    Deed(key="declare", name="聲明迴避", at=MAKING, do=acts.declare, about=True, is_open=True,
         fields=lambda _it, _r: forms.recusal_fields()[:1] + forms.recusal_fields()[2:]),
    Deed(key="object", name="提出申復", at=(Standing.PUBLISHED,), do=acts.object_to, about=True, is_open=True,
         fields=lambda _it, _r: (forms.text("reason", _("申復理由"), long=True), forms.text("number", _("來文文號"), needed=False, most=60),
                                 Field(name="evidence", label=_("佐證資料"), kind=Kind.FILE))),
    Deed(key="answer", name="決定申復", at=(Standing.PUBLISHED,), fields=forms.answer_fields, do=acts.answer, about=True),
)  # fmt: skip


def deeds_for(it: Scheme, review: Review, actor: Actor) -> tuple[Deed, ...]:
    """Return the deeds with a button of their own that the actor can do now."""
    if not it.run_by.allows(actor):
        return ()
    return tuple(deed for deed in DEEDS if not deed.about and review.standing in deed.at and deed.fits(it, review))


@page(who=SIGNED_IN, methods=READ_WRITE)
def do(request: HttpRequest, key: str, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    actor = actor_of_request(request)
    it = next((each for each in registry.every() if each.key == key), None)
    review = visible(actor, scheme=it).filter(pk=pk).first() if it is not None else None
    wanted = next((each for each in DEEDS if each.key == deed), None)
    if it is None or review is None or wanted is None:
        raise Http404
    if not wanted.is_open and not it.run_by.allows(actor):
        raise PermissionDenied(_("您沒有對此評審執行「%(name)s」的權限") % {"name": tr(wanted.name)})
    fields = wanted.fields(it, review)
    if request.method != "POST":
        return _form(request, it, review, wanted, Form(fields=fields))
    sent = read(fields, request.POST)

    def deed_once() -> str:
        sent.raise_errors()
        done = wanted.do(Doing(it=it, review=review, actor=actor, now=clock(), sent=sent, request=request))
        if isinstance(done, str):
            messages.info(request, done)
        return reverse("panel_review", args=[it.key, review.pk])

    return _once(request, it, review, wanted, sent, deed_once)


def _once(request: HttpRequest, it: Scheme, review: Review, wanted: Deed, sent: Sent, deed: Callable[[], str]) -> HttpResponse:
    try:
        location = do_once(request, deed, actor=actor_of_request(request), now=clock())
    except ObjectDoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        status = CONFLICT if isinstance(error, ReviewConflict | WrongStanding) else REFUSED
        return _form(request, it, review, wanted, with_errors(sent.form, error), status=status)
    messages.success(request, _("「%(name)s」完成") % {"name": tr(wanted.name)})
    return redirect(location)


def _form(request: HttpRequest, it: Scheme, review: Review, wanted: Deed, form: Form, *, status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    targets = [(name, given[name]) for name in ("entry_id", "member_id", "result_id", "appeal_id") if given.get(name, "").isdecimal()]
    context = {
        "scheme": it, "review": review, "name": tr(wanted.name), "form": form, "once": token_of(request), "agency_names": agency_names(form),
        "targets": targets, "is_grave": wanted.is_grave, "about": acts.told_about(review, dict(targets)),
    }  # fmt: skip
    return render(request, "shell/panel/form.html", context, status=status)
