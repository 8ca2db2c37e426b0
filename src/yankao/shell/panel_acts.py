"""From a sent form to a deed of the engine: what each deed of a review does with what was typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.sheets import read_pasted, read_sheet
from yankao.engines.panel import appeals, assign, entries, exchange, follow, members, rounds
from yankao.engines.panel import decide as meeting
from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.models import Entry, Member, Recusal, Result, Review
from yankao.engines.panel.sheets import seat_of
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.files.models import StoredFile
from yankao.kernel.files.store import store
from yankao.shell.forms.reading import Sent

LARGEST = 5 * 1024 * 1024
_PAIR = re.compile(r"\s*([^：:]+?)\s*[：:]\s*(.+?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One deed under way: on which review, by whom, when, and what was sent."""

    it: Scheme
    review: Review
    actor: Actor
    now: datetime
    sent: Sent
    request: HttpRequest

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return str(self.sent.facts.get(name) or "").strip()

    def whole(self, name: str) -> int:
        """Return a whole number."""
        if not self.text(name).isdecimal():
            raise ValidationError({name: _("請填寫整數")})
        return int(self.text(name))

    def target(self, name: str) -> int:
        """Return the row the deed is about."""
        given = self.request.POST.get(name, "")
        return int(given) if given.isdecimal() else 0


def moment(sent: Sent, name: str) -> datetime:
    """Return a moment that has to be there."""
    value = sent.facts.get(name)
    if not isinstance(value, datetime):
        raise ValidationError({name: _("請填寫日期與時間")})
    return value


def day(sent: Sent, name: str) -> date:
    """Return a day that has to be there."""
    value = sent.facts.get(name)
    if not isinstance(value, date):
        raise ValidationError({name: _("請填寫日期")})
    return value


def pairs(text: str, name: str) -> list[tuple[str, str]]:
    """Read lines of the form 「甲：乙」."""
    found = []
    for line in text.splitlines():
        if line.strip():
            match = _PAIR.fullmatch(line)
            if match is None:
                raise ValidationError({name: _("請以「名稱：內容」書寫：%(line)s") % {"line": line.strip()}})
            found.append((match[1], match[2]))
    return found


def take_files(given: Sequence["UploadedFile[bytes]"], *, actor: Actor, now: datetime) -> list[StoredFile]:
    """Take uploaded files in."""
    return [store(each, name=each.name or "", actor=actor, now=now) for each in given]


def entry_facts(sent: Sent, request: HttpRequest, *, actor: Actor, now: datetime) -> entries.Facts:
    """Return the facts of an entry with its files."""
    given = sent.facts
    agency = given.get("agency")
    people = [_PAIR.fullmatch(line) for line in str(given.get("parties") or "").splitlines() if line.strip()]
    lines = [line.strip() for line in str(given.get("parties") or "").splitlines() if line.strip()]
    parties = tuple((match[1], match[2]) if match else ("", line) for match, line in zip(people, lines, strict=True))
    files = tuple((kind, file) for kind in ("full", "redacted", "evidence") for file in take_files(request.FILES.getlist(kind), actor=actor, now=now))
    return entries.Facts(
        title=str(given["title"]), summary=str(given.get("summary") or ""), group=str(given.get("group") or ""), field=str(given.get("field") or ""),
        agency_id=agency.pk if isinstance(agency, Agency) else None, parties=parties, files=files,
    )  # fmt: skip


def told_about(review: Review, targets: Mapping[str, str]) -> str:
    """Name the row a deed is about, for the head of its form."""
    told = []
    if entry_id := targets.get("entry_id"):
        told += [f"{each.code} {each.title}" for each in review.entries.filter(pk=entry_id)]
    if member_id := targets.get("member_id"):
        told += [f"{each.code} {each.expert.name}" for each in review.members.filter(pk=member_id).select_related("expert")]
    return "、".join(told)


def call(d: Doing) -> object:
    """Call for entries."""
    return rounds.call(d.it, d.review.pk, actor=d.actor, now=d.now, entries_due_at=moment(d.sent, "entries_due_at"))


def take_candidates(d: Doing) -> object:
    """Enter what the division puts up."""
    count = entries.take_candidates(d.it, d.review.pk, actor=d.actor, now=d.now)
    return _("新列入 %(count)d 個") % {"count": count}


def end_call(d: Doing) -> object:
    """End the call."""
    return rounds.end_call(d.it, d.review.pk, actor=d.actor, now=d.now)


def accept_all(d: Doing) -> object:
    """Take all entries."""
    return _("受理 %(count)d 件") % {"count": entries.accept_all(d.it, d.review.pk, actor=d.actor, now=d.now)}


def appoint(d: Doing) -> object:
    """Appoint a member."""
    return members.appoint(d.it, d.review.pk, d.whole("expert"), actor=d.actor, now=d.now, duty=d.text("duty") or Member.Duty.MEMBER)


def assign_all(d: Doing) -> object:
    """Let everybody judge everything."""
    return _("新分 %(count)d 案次") % {"count": assign.assign_all(d.it, d.review.pk, actor=d.actor, now=d.now).assigned}


def assign_some(d: Doing) -> object:
    """Share the entries out."""
    found = assign.assign_some(d.it, d.review.pk, actor=d.actor, now=d.now, each=d.whole("each"))
    lacking = "、".join(f"{code}（{count}）" for code, count in found.lacking.items()) or _("無")
    return _("新分 %(count)d 案次；委員不足的案件：%(lacking)s") % {"count": found.assigned, "lacking": lacking}


def plan_sheets(d: Doing) -> object:
    """Share the sheets out."""
    found = assign.plan_sheets(d.it, d.review.pk, actor=d.actor, now=d.now, total=d.whole("total"), seed=d.text("seed"))
    return _("已分配 %(count)d 份") % {"count": found.assigned}


def begin(d: Doing) -> object:
    """Begin to score."""
    return rounds.begin(d.it, d.review.pk, actor=d.actor, now=d.now)


def next_phase(d: Doing) -> object:
    """Go on to the next phase."""
    known = dict(d.review.entries.values_list("code", "pk"))
    out = {}
    for code, reason in pairs(d.text("out"), "out"):
        if code not in known:
            raise ValidationError({"out": _("沒有代號 %(code)s") % {"code": code}})
        out[known[code]] = reason
    return rounds.next_phase(d.it, d.review.pk, actor=d.actor, now=d.now, out=out)


def take_in(d: Doing) -> object:
    """Take paper sheets in, from a file or from what was pasted."""
    given = d.request.FILES.get("file")
    if given is None:
        lines = read_pasted(d.text("rows"))
        rows = [dict(zip(lines[0], line, strict=False)) for line in lines[1:]] if lines else []
    else:
        if (given.size or 0) > LARGEST:
            raise ValidationError({"file": _("檔案應在 5 MB 以內")})
        try:
            rows = [row for _number, row in read_sheet(given.read()).cells()]
        except BadFileError as error:
            raise ValidationError({"file": str(error)}) from error
    return _("匯入 %(count)d 份") % {"count": exchange.take_in(d.it, d.review.pk, rows, actor=d.actor, now=d.now)}


def part(d: Doing) -> object:
    """Part a tie as the meeting did."""
    known = dict(d.review.entries.values_list("code", "pk"))
    codes = [code for code in re.split(r"[、,，\s]+", d.text("order")) if code]
    if unknown := [code for code in codes if code not in known]:
        raise ValidationError({"order": _("沒有代號 %(code)s") % {"code": "、".join(unknown)}})
    meeting.part(d.it, d.review.pk, [known[code] for code in codes], actor=d.actor, now=d.now)
    return None


def decide(d: Doing) -> object:
    """Write the meeting's decision down."""
    seats = {seat.pk: seat for seat in members.sitting(d.review)}
    codes = {seat.code: pk for pk, seat in seats.items()}
    dissents = []
    for code, text in pairs(d.text("dissents"), "dissents"):
        if code not in codes:
            raise ValidationError({"dissents": _("沒有代號 %(code)s") % {"code": code}})
        dissents.append((codes[code], text))
    facts = meeting.Facts(
        held_at=moment(d.sent, "held_at"), place=d.text("place"), present=[pk for pk in seats if d.sent.facts.get(f"present_{pk}")],
        outcome=d.text("outcome"), votes_for=d.whole("votes_for"), dropped_id=int(d.text("dropped")) if d.text("dropped").isdecimal() else None,
        reason=d.text("reason"), differences=d.text("differences"), minutes=d.text("minutes"), recorder=d.text("recorder"),
        observers=d.text("observers"), dissents=dissents,
    )  # fmt: skip
    return meeting.decide(d.it, d.review.pk, actor=d.actor, now=d.now, facts=facts)


def publish(d: Doing) -> object:
    """Publish the results."""
    return rounds.publish(d.it, d.review.pk, actor=d.actor, now=d.now, number=d.text("number"))


def recommend(d: Doing) -> object:
    """Write a recommendation down."""
    agency = d.sent.facts.get("agency")
    facts = follow.Facts(
        kind=d.text("kind"), text=d.text("text"), agency_id=agency.pk if isinstance(agency, Agency) else None, due_on=day(d.sent, "due_on"),
        entry_id=int(d.text("entry")) if d.text("entry").isdecimal() else None,
    )  # fmt: skip
    return follow.recommend(d.it, d.review.pk, actor=d.actor, now=d.now, facts=facts)


def adopt(d: Doing) -> object:
    """Ask the agencies to adopt."""
    return _("新列 %(count)d 件") % {"count": follow.adopt(d.it, d.review.pk, actor=d.actor, now=d.now, due_on=day(d.sent, "due_on"))}


def track(d: Doing) -> object:
    """Put recommendations under control."""
    return _("新列管 %(count)d 件") % {"count": follow.track(d.it, d.review.pk, actor=d.actor, now=d.now)}


def close(d: Doing) -> object:
    """Close the review."""
    return rounds.close(d.it, d.review.pk, actor=d.actor, now=d.now)


def cancel(d: Doing) -> object:
    """Stop the review."""
    return rounds.cancel(d.it, d.review.pk, actor=d.actor, now=d.now, reason=d.text("reason"))


def accept(d: Doing) -> object:
    """Take an entry."""
    return entries.check(d.it, _entry(d).pk, actor=d.actor, now=d.now, is_accepted=True)


def refuse(d: Doing) -> object:
    """Do not take an entry."""
    return entries.check(d.it, _entry(d).pk, actor=d.actor, now=d.now, is_accepted=False, reason=d.text("reason"))


def withdraw(d: Doing) -> object:
    """Take an entry back."""
    return entries.withdraw(d.it, _entry(d).pk, actor=d.actor, now=d.now, reason=d.text("reason"))


def add_files(d: Doing) -> object:
    """Add papers to an entry."""
    files = take_files(d.request.FILES.getlist("files"), actor=d.actor, now=d.now)
    if not files:
        raise ValidationError({"files": _("請選擇檔案")})
    return entries.add_files(d.it, _entry(d).pk, actor=d.actor, now=d.now, files=[(d.text("kind"), file) for file in files])


def agree(d: Doing) -> object:
    """Agree to serve."""
    return members.agree(d.it, d.review.pk, d.target("member_id"), actor=d.actor, now=d.now)


def dismiss(d: Doing) -> object:
    """Dismiss a member."""
    return members.dismiss(d.it, d.review.pk, d.target("member_id"), actor=d.actor, now=d.now, reason=d.text("reason"))


def recuse(d: Doing) -> object:
    """Decide on a recusal."""
    return members.recuse(
        d.it, d.review.pk, d.target("member_id"), _entry(d).pk, actor=d.actor, now=d.now, kind=_kind(d), source=Recusal.Source.SUGGESTED,
        is_upheld=d.text("is_upheld") != "no", reason=d.text("reason"),
    )  # fmt: skip


def declare(d: Doing) -> object:
    """Declare a recusal of one's own."""
    seat = seat_of(d.review, d.actor)
    if seat is None:
        raise ValidationError(_("只有本次評審的委員可以聲明迴避"))
    return members.recuse(d.it, d.review.pk, seat.pk, _entry(d).pk, actor=d.actor, now=d.now, kind=_kind(d), reason=d.text("reason"))


def object_to(d: Doing) -> object:
    """Object to a result."""
    evidence = take_files(d.request.FILES.getlist("evidence"), actor=d.actor, now=d.now)
    result = Result.objects.get(pk=d.target("result_id"), entry__review=d.review)
    return appeals.file_appeal(d.it, result.pk, actor=d.actor, now=d.now, reason=d.text("reason"), number=d.text("number"), evidence=evidence)


def answer(d: Doing) -> object:
    """Decide on an objection."""
    facts = appeals.Answer(outcome=d.text("outcome"), answer=d.text("answer"), grade=d.text("grade"))
    return appeals.decide_appeal(d.it, d.target("appeal_id"), actor=d.actor, now=d.now, facts=facts)


def _entry(d: Doing) -> Entry:
    return d.review.entries.get(pk=d.target("entry_id"))


def _kind(d: Doing) -> TieKind:
    if d.text("kind") not in TieKind.values:
        raise ValidationError({"kind": _("請選擇事由")})
    return TieKind(d.text("kind"))
