"""The papers of a meeting (開會通知單、簽到表、會議紀錄), their words filled from what is written down."""

from yankao.engines.activities.models import AgendaItem, Meeting
from yankao.kernel.days import TAIPEI
from yankao.kernel.numerals import to_chinese
from yankao.kernel.roc import roc_date
from yankao.shell.sheet import Sheet

PAPERS = {"notice": "開會通知單", "signing": "簽到表", "minutes": "會議紀錄"}


def sheet(kind: str, meeting: Meeting, *, government: str) -> Sheet:
    """Return one paper of a meeting; `kind` is a key of PAPERS."""
    return {"notice": _notice, "signing": _signing, "minutes": _minutes}[kind](meeting, government)


def _head(meeting: Meeting) -> list[tuple[str, str]]:
    local = meeting.starts_at.astimezone(TAIPEI)
    return [
        ("開會時間", f"{roc_date(local.date())} {local:%H:%M}"),
        ("開會地點", meeting.place),
        ("主席", meeting.chair),
        ("紀錄", meeting.recorder or "—"),
    ]


def _notice(meeting: Meeting, government: str) -> Sheet:
    return Sheet(
        title=f"{government}　開會通知單",
        lines=[
            f"發文字號：{meeting.notice_number or '（尚未發文）'}",
            f"開會事由：{meeting.title}",
            *([f"備註：{meeting.reason}"] if meeting.reason else []),
        ],
        table=[*_head(meeting), ("出席者", _names(meeting, "attends")), ("列席者", _names(meeting, "sits_in"))],
        below=["議程", *_agenda(meeting)],
    )


def _signing(meeting: Meeting, _government: str) -> Sheet:
    people = meeting.attendees.select_related("agency")
    rows = [(_name(row.name, row.title, str(row.agency or "")), row.sent if row.signed_in_at else "") for row in people]
    return Sheet(title=f"{meeting.title}　簽到表", table=[*_head(meeting), ("機關（單位、人員）", "簽名"), *rows])


def _minutes(meeting: Meeting, government: str) -> Sheet:
    came = meeting.attendees.filter(signed_in_at__isnull=False).select_related("agency")
    present = "、".join(_name(row.name, row.title, str(row.agency or "")) + (f"（{row.sent}）" if row.sent else "") for row in came)
    resolved = meeting.resolutions.select_related("agency", "item")
    lines = []
    for n, row in enumerate(resolved, start=1):
        doer = f"（主辦機關：{row.agency}" + (f"，限辦日期：{roc_date(row.due_on)}" if row.due_on else "") + "）" if row.agency else ""
        about = f"「{row.item.title}」：" if row.item else ""
        lines.append(f"{to_chinese(n)}、{about}{row.text}{doer}")
    return Sheet(
        title=f"{government}　{meeting.title}紀錄",
        lines=[f"文號：{meeting.minutes_number or '（尚未函發）'}"],
        table=[*_head(meeting), ("出席", present or "—")],
        below=["議程", *_agenda(meeting), *(["紀要", *meeting.minutes.splitlines()] if meeting.minutes else []), "決議及裁示", *(lines or ["無"])],
    )


def _agenda(meeting: Meeting) -> list[str]:
    kinds = dict(AgendaItem.Kind.choices)
    return [
        f"{to_chinese(n)}、{kinds[item.kind]}：{item.title}" + (f"（{item.agency}）" if item.agency else "")
        for n, item in enumerate(meeting.items.select_related("agency"), start=1)
    ]


def _names(meeting: Meeting, kind: str) -> str:
    rows = meeting.attendees.filter(kind=kind).select_related("agency")
    return "、".join(_name(row.name, row.title, str(row.agency or "")) for row in rows) or "—"


def _name(name: str, title: str, agency: str) -> str:
    return f"{name}{title}" if name else agency
