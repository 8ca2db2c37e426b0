"""The forms of a review: what each deed asks, filled with what is known."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.experts import eligible
from yankao.engines.panel.members import droppable, sitting
from yankao.engines.panel.models import Appeal, Decision, Entry, EntryFile, Expert, FollowUp, Member, Review
from yankao.kernel.days import day_of
from yankao.shell.forms.fields import Field, Kind
from yankao.shell.words import now as clock
from yankao.shell.words import tr

Fields = tuple[Field, ...]


def named(choices: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Return choices in the reader's language, without the empty one."""
    return tuple((str(key), tr(name)) for key, name in choices if key)


def number_field(name: str, label: str, *, value: str = "", hint: str = "") -> Field:
    """Return a field for a number."""
    return Field(name=name, label=label, kind=Kind.NUMBER, is_required=True, value=value, help=hint, input_mode="numeric")


def text(name: str, label: str, *, needed: bool = True, long: bool = False, hint: str = "", most: int = 200) -> Field:
    """Return a field for words."""
    return Field(name=name, label=label, kind=Kind.LONG_TEXT if long else Kind.TEXT, is_required=needed, help=hint, max_length=None if long else most)


def prepare_fields(year: int) -> Fields:
    """Return what a new round asks."""
    return (
        number_field("year", _("年度"), value=str(year), hint=_("民國年")),
        number_field("number", _("梯次"), value="1"),
        text("title", _("評審名稱"), needed=False, hint=_("不填即為「年度＋評審名稱」")),
        Field(name="rules_on", label=_("適用規定日"), kind=Kind.DATE, help=_("依此日施行之規定辦理到底；不填即為今日")),
    )


def entry_fields(it: Scheme, *, has_files: bool = True) -> Fields:
    """Return what an entry asks."""
    group = (Field(name="group", label=_("組別"), kind=Kind.CHOICE, is_required=True, options=named(it.groups)),) if it.groups else ()
    files = (
        Field(name="full", label=_("全文"), kind=Kind.FILE),
        Field(name="redacted", label=_("匿名本"), kind=Kind.FILE, help=_("匿名評審時委員只看匿名本，請勿出現姓名、機關及可辨識的文字")),
        Field(name="evidence", label=_("佐證資料"), kind=Kind.FILE),
    )
    return (
        text("title", _("名稱")),
        *group,
        text("summary", _("摘要"), needed=False, long=True),
        text("field", _("領域"), needed=False, hint=_("例如水利、交通；分案時供比對委員專長"), most=40),
        Field(name="agency", label=_("機關"), kind=Kind.AGENCY),
        text(
            "parties",
            _("作者及利害關係人"),
            needed=False,
            long=True,
            hint=_("一行一人或一單位，例如「作者：王小明」「指導教授：陳大華」；供比對應迴避的委員"),
        ),
        *(files if has_files else ()),
    )


def file_fields() -> Fields:
    """Return what adding papers asks."""
    return (
        Field(name="kind", label=_("檔案種類"), kind=Kind.CHOICE, is_required=True, options=named(EntryFile.Kind.choices)),
        Field(name="files", label=_("檔案"), kind=Kind.FILE),
    )


def appoint_fields(it: Scheme, review: Review) -> Fields:
    """Return who may still be appointed."""
    taken = review.members.values("expert_id")
    pool = eligible(it.key, on=day_of(clock())).exclude(pk__in=taken)
    options = tuple((str(each.pk), f"{each.name}（{tr(each.get_kind_display())}，{each.organisation or each.agency or '—'}）") for each in pool[:500])
    return (
        Field(name="expert", label=_("專家"), kind=Kind.CHOICE, is_required=True, options=options, help=_("名單由專家人才庫而來")),
        Field(name="duty", label=_("職務"), kind=Kind.CHOICE, is_required=True, value="member", options=named(Member.Duty.choices)),
    )


def recusal_fields() -> Fields:
    """Return what a recusal asks of the secretary."""
    return (
        Field(name="kind", label=_("事由"), kind=Kind.CHOICE, is_required=True, options=named((kind.value, kind.label) for kind in TieKind)),
        Field(
            name="is_upheld",
            label=_("決定"),
            kind=Kind.CHOICE,
            is_required=True,
            value="yes",
            options=(("yes", _("應迴避")), ("no", _("不迴避"))),
        ),
        text("reason", _("說明"), needed=False, long=True, hint=_("不迴避者必填")),
    )


def take_in_fields() -> Fields:
    """Return what taking paper sheets in asks: a file, or the rows as they were copied."""
    return (
        Field(
            name="file",
            label=_("試算表檔案"),
            kind=Kind.FILE,
            help=_("XLSX、ODS 或 CSV，5 MB 以內；第一列為欄名：entry、judge、serial、各項目代號、remark，可先匯出評分表取得欄名"),
        ),
        text("rows", _("或貼上試算表內容"), needed=False, long=True, hint=_("第一列同為欄名")),
    )


def decide_fields(review: Review) -> Fields:
    """Return what the meeting asks."""
    seats = list(sitting(review))
    here = (
        Field(name=f"present_{seat.pk}", label=_("出席：%(name)s") % {"name": f"{seat.code} {seat.expert.name}"}, kind=Kind.BOOL, value="true")
        for seat in seats
    )
    return (
        Field(name="held_at", label=_("會議時間"), kind=Kind.MOMENT, is_required=True),
        text("place", _("會議地點")),
        *here,
        text("observers", _("列席人員"), needed=False),
        text("recorder", _("紀錄"), needed=False, most=100),
        Field(name="outcome", label=_("決議"), kind=Kind.CHOICE, is_required=True, value="keep", options=named(Decision.Outcome.choices)),
        Field(
            name="dropped",
            label=_("除去評分的委員"),
            kind=Kind.CHOICE,
            options=tuple((str(seat.pk), f"{seat.code} {seat.expert.name}") for seat in droppable(review)),
            help=_("僅於決議除去個別委員評分時選取"),
        ),
        number_field("votes_for", _("同意人數"), value=str(len(seats))),
        text("differences", _("明顯差異及處置"), needed=False, long=True),
        text("reason", _("理由"), needed=False, long=True, hint=_("非維持原評分結果者必填")),
        text("minutes", _("討論紀要"), needed=False, long=True),
        text("dissents", _("不同意見"), needed=False, long=True, hint=_("一行一則，例如「委員3：建議從缺」；委員要求載明時不得拒絕")),
    )


def follow_fields(review: Review) -> Fields:
    """Return what a recommendation asks."""
    entries = tuple((str(each.pk), f"{each.code} {each.title}") for each in review.entries.filter(state=Entry.State.ACCEPTED))
    return (
        Field(name="kind", label=_("性質"), kind=Kind.CHOICE, is_required=True, options=named(FollowUp.Kind.choices)),
        Field(name="entry", label=_("受評對象"), kind=Kind.CHOICE, options=entries),
        text("text", _("建議內容"), long=True),
        Field(name="agency", label=_("辦理機關"), kind=Kind.AGENCY, is_required=True),
        Field(name="due_on", label=_("回復期限"), kind=Kind.DATE, is_required=True),
    )


def answer_fields(it: Scheme, review: Review) -> Fields:
    """Return what deciding an objection asks."""
    grades = tuple((each.key, tr(each.name)) for each in it.grading.at(review.rules_on).value.grades)
    return (
        Field(name="outcome", label=_("決定"), kind=Kind.CHOICE, is_required=True, options=named(Appeal.Outcome.choices)),
        Field(name="grade", label=_("變更後等第"), kind=Kind.CHOICE, options=grades),
        text("answer", _("決定理由"), long=True),
    )


def expert_fields() -> Fields:
    """Return what an entry of the pool of experts asks."""
    from_pool = Field(name="source", label=_("名單來源"), kind=Kind.CHOICE, is_required=True, value="national", options=named(Expert.Source.choices))
    return (
        text("name", _("姓名"), most=60),
        Field(name="kind", label=_("身分"), kind=Kind.CHOICE, is_required=True, options=named(Expert.Kind.choices)),
        text("organisation", _("服務單位"), needed=False, most=120),
        text("title", _("職稱"), needed=False, most=60),
        Field(name="agency", label=_("所屬機關"), kind=Kind.AGENCY, help=_("本府人員必填，供比對應迴避的案件")),
        text("fields", _("專長"), needed=False, hint=_("以頓號分開，例如水利、交通")),
        text("username", _("登入帳號"), needed=False, hint=_("線上評分者填寫；帳號由系統管理者開立"), most=60),
        from_pool,
        text("source_reason", _("自行遴選理由"), needed=False, most=300),
        text("source_approval", _("核定文號"), needed=False, most=60),
        text("ties", _("利害關係"), needed=False, long=True, hint=_("一行一則，例如「配偶：林美玲」「僱傭：南方工程公司」；供比對應迴避的案件")),
    )
