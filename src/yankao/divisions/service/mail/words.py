"""The words of letters and text messages about a case, as its reporter reads them: what happened, the answer, how to go on."""

from uuid import UUID

from yankao.divisions.service.mail.setup import Setup, configured
from yankao.divisions.service.open311.publish import covered_text
from yankao.divisions.service.procedures.petition import PETITION, Petition
from yankao.engines.cases.models import Case, CaseNote, Passage
from yankao.engines.notices.models import Delivery, Notice
from yankao.engines.notices.threads import subject_mark
from yankao.engines.notices.words import Words
from yankao.kernel.agencies.city import current_city

ANSWERS = ("answer", "answer_again")
LONGEST_SHORT = 300


def about_case(notice: Notice, delivery: Delivery) -> Words | None:
    """Word a notice about a case for a person; offices read the plain title and text."""
    if delivery.target_kind != Delivery.Target.PERSON:
        return None
    told = Case.objects.select_related("reporter").filter(number=notice.subject_id).first()
    # Whoever reported a case that was merged follows it under the own number.
    own = Case.objects.filter(reporter_id=UUID(delivery.target_id)).order_by("id").first()
    if told is None or own is None:
        return None
    setup, answer = configured(), answer_of(told, notice, is_own=told.pk == own.pk)
    lines = ["您好：", "", notice.title, *filter(None, (notice.text, answer)), "", f"案號：{own.number}", *_how_to_go_on(setup), "", _signed()]
    short = notice.text or f"{notice.title}，案號 {own.number}，可至{setup.public_url + '/track/' if setup.public_url else '本府網站'}查詢"
    return Words(subject=f"{notice.title} {subject_mark(own.number)}", text="\n".join(lines) + "\n", short=short[:LONGEST_SHORT])


def answer_of(case: Case, notice: Notice, *, is_own: bool) -> str:
    """Return what the deed behind the notice says to the reporter; to somebody else's case only what everybody may read."""
    notes = CaseNote.objects.filter(case=case, kind=CaseNote.Kind.PUBLIC, passage__recorded_at=notice.created_at).order_by("id")
    texts = [note.text for note in notes]
    if case.procedure == PETITION.key and Passage.objects.filter(case=case, action__in=ANSWERS, recorded_at=notice.created_at).exists():
        texts += Petition.objects.filter(pk=case.pk).values_list("answer", flat=True)
    text = "\n\n".join(dict.fromkeys(it.strip() for it in texts if it.strip()))
    return f"\n{text if is_own else covered_text(case, text)}" if text else ""


def _how_to_go_on(setup: Setup) -> list[str]:
    where = f"{setup.public_url}/track/" if setup.public_url else "本府陳情網站的「查詢進度」"
    lines = [f"查詢進度：{where}（請輸入案號，以及您留的電話或電子郵件）"]
    return [*lines, "要補充說明，直接回覆這封信即可；請保留主旨中的方括號。"] if setup.can_answer else [*lines, "本信由系統寄出，請勿直接回覆。"]


def _signed() -> str:
    city = current_city()
    return f"{city.commission}　{city.hotline_name}"
