"""The papers of a review (評分總表、評定會議紀錄、結果通知函), their words filled from what is written down."""

from collections.abc import Iterator

from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.members import sitting
from yankao.engines.panel.models import Decision, Entry, Recusal, Result, Review, Sheet
from yankao.engines.panel.read import results
from yankao.kernel.days import TAIPEI, last_day_of
from yankao.kernel.numerals import to_chinese
from yankao.kernel.roc import roc_date
from yankao.shell.sheet import Part
from yankao.shell.sheet import Sheet as Paper
from yankao.shell.words import NONE, value_text

PAPERS = {"summary": "評分總表", "minutes": "評定會議紀錄", "letters": "結果通知函", "signing": "簽到表"}
NOTE = "本表所載簽署係以重新輸入密碼或一次性密碼鎖定，並留存時間及內容摘要，非電子簽章法之電子簽章；需簽章者請列印後簽名。"


def paper(kind: str, it: Scheme, review: Review, *, government: str) -> Paper:
    """Return one paper of a review; `kind` is a key of PAPERS."""
    return {"summary": _summary, "minutes": _minutes, "letters": _letters, "signing": _signing}[kind](it, review, government)


def _summary(it: Scheme, review: Review, government: str) -> Paper:
    seats = list(sitting(review))
    sheets = Sheet.objects.filter(review=review, phase=it.deciding.key, attempt=review.attempt, signed_at__isnull=False)
    given: dict[tuple[int, int], list[str]] = {}
    for row in sheets.exclude(member=None):
        given.setdefault((row.entry_id, row.member_id or 0), []).append(value_text(row.total))
    known = {row.entry_id: row for row in results(review)}
    head = ("代號", it.entry_name, *(seat.code for seat in seats), "評定分數", "序位和", "名次", "等第")
    rows: list[tuple[str, ...]] = [head]
    for entry in review.entries.filter(state=Entry.State.ACCEPTED).select_related("agency"):
        found = known.get(entry.pk)
        marks = ("、".join(given.get((entry.pk, seat.pk), [])) or NONE for seat in seats)
        rows.append((entry.code, entry.title, *marks, *_outcome(found)))
    recused = Recusal.objects.filter(member__review=review, is_upheld=True).select_related("member", "entry")
    return Paper(
        title=f"{government}　{review.title}　評分總表",
        lines=[f"評審方式：{it.rule.at(review.rules_on).ground.describe()}", NOTE],
        parts=[
            Part(heading="評分", rows=rows),
            Part(heading="迴避", lines=[f"{row.member.code}　{row.entry.code}　{row.get_kind_display()}" for row in recused] or ["無"]),
        ],
        signs=[f"{seat.code}簽名" for seat in seats],
    )


def _minutes(it: Scheme, review: Review, government: str) -> Paper:
    parts = [part for decision in review.decisions.all() for part in _meeting(it, review, decision)]
    return Paper(
        title=f"{government}　{review.title}　評定會議紀錄",
        lines=[f"依據：{it.panel.at(review.rules_on).ground.describe()}"],
        parts=parts or [Part(heading="尚未召開評定會議", lines=[])],
    )


def _meeting(it: Scheme, review: Review, decision: Decision) -> Iterator[Part]:
    local = decision.held_at.astimezone(TAIPEI)
    here = list(decision.present.select_related("expert"))
    absent = [seat for seat in sitting(review) if seat not in here]
    yield Part(
        heading=f"第{to_chinese(decision.number)}次會議",
        rows=[
            ("會議時間", f"{roc_date(local.date())} {local:%H:%M}"),
            ("會議地點", decision.place),
            ("主席", decision.chair),
            ("出席委員", "、".join(str(seat) for seat in here)),
            ("請假委員", "、".join(str(seat) for seat in absent) or NONE),
            ("列席人員", decision.observers or NONE),
            ("紀錄", decision.recorder or NONE),
        ],
    )
    yield Part(heading="報告事項", lines=[f"本次受理{it.entry_name} {review.entries.filter(state='accepted').count()} 件。"])
    lines = [
        *decision.minutes.splitlines(),
        f"明顯差異及處置：{decision.differences or '無'}",
        f"決議：{decision.get_outcome_display()}（出席 {len(here)} 人，同意 {decision.votes_for} 人）。",
        *([f"除去評分之委員：{decision.dropped.code}"] if decision.dropped else []),
        *([f"理由：{decision.reason}"] if decision.reason else []),
    ]
    yield Part(heading="討論事項", lines=lines)
    known = Result.objects.filter(decision=decision).select_related("entry").order_by("entry__group", "rank")
    rows = [("代號", it.entry_name, "評定分數", "序位和", "名次", "等第"), *((row.entry.code, row.entry.title, *_outcome(row)) for row in known)]
    yield Part(heading="評定結果", rows=rows if len(rows) > 1 else ())
    yield Part(
        heading="不同意見", lines=[f"{row.member.expert.name}：{row.text}" for row in decision.dissents.select_related("member__expert")] or ["無"]
    )


def _letters(it: Scheme, review: Review, government: str) -> Paper:
    until = roc_date(last_day_of(review.appeal_until)) if review.appeal_until else "（公告後起算）"
    parts = []
    for row in results(review):
        to = str(row.entry.agency) if row.entry.agency else row.entry.entered_by_name
        grade = f"評定為「{row.grade_name}」" if row.grade_name else "未獲等第"
        money = f"，核發 {row.amount:,} 元" if row.amount else ""
        lines = [
            f"受文者：{to}",
            f"發文字號：{row.letter_number or '（尚未發文）'}",
            f"主旨：貴方參加{review.title}之「{row.entry.title}」，{grade}{money}，請查照。",
            f"說明：評定分數 {value_text(row.score)}，名次 {value_text(row.rank)}。對結果如有異議，請於{until}前敘明理由並檢附佐證提出申復。",
        ]
        parts.append(Part(heading=f"{government}　函", lines=lines))
    return Paper(title=f"{review.title}　{it.entry_name}結果通知函", parts=parts or [Part(heading="尚未評定", lines=[])])


def _signing(_it: Scheme, review: Review, government: str) -> Paper:
    rows = [("代號", "委員", "職務", "簽名"), *((seat.code, seat.expert.name, seat.get_duty_display(), "") for seat in sitting(review))]
    return Paper(title=f"{government}　{review.title}　評定會議簽到表", parts=[Part(heading="出席委員", rows=rows)])


def _outcome(row: Result | None) -> tuple[str, str, str, str]:
    if row is None:
        return (NONE, NONE, NONE, NONE)
    return (value_text(row.score), value_text(row.rank_sum), value_text(row.rank), row.grade_name or NONE)
