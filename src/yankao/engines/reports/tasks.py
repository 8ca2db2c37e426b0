"""What the reports do by themselves: once a day late chapters are chased; files an office program makes are made in the background."""

import tempfile
from datetime import datetime
from pathlib import Path

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.reports import office
from yankao.engines.reports.edition_read import report_of
from yankao.engines.reports.editions import SUBJECT
from yankao.engines.reports.errors import ReportError
from yankao.engines.reports.models import Chapter, ChapterStanding, Edition, EditionFile, Standing
from yankao.kernel import jobs
from yankao.kernel.actors import Actor

EDITORS = "administration"
BEGUN, CONVERTED = 10, 90


@jobs.periodic(key="reports.chase_chapters", cron="10 0 * * *")
def chase_chapters(*, now: datetime) -> None:
    """Tell the agency and the commission's secretariat, once for each chapter, that it is late."""
    waiting = (ChapterStanding.WRITING, ChapterStanding.RETURNED)
    late = Chapter.objects.filter(due_at__lte=now, chased_at__isnull=True, standing__in=waiting, edition__standing=Standing.DRAFTING)
    chapters = list(late.select_related("edition"))
    tellings = []
    for chapter in chapters:
        title = f"章節逾期未提送：{chapter.edition.title}〈{chapter.title}〉"
        tellings.append(_telling(chapter, title, kind=Notice.Recipient.DIVISION, to=EDITORS))
        if chapter.agency_id is not None:
            tellings.append(_telling(chapter, title, kind=Notice.Recipient.AGENCY, to=str(chapter.agency_id)))
    tell(tellings, now=now)
    late.filter(pk__in=[chapter.pk for chapter in chapters]).update(chased_at=now)


def _telling(chapter: Chapter, title: str, *, kind: Notice.Recipient, to: str) -> Telling:
    return Telling(recipient_kind=kind, recipient_id=to, subject_kind=SUBJECT, subject_id=str(chapter.edition_id), title=title)


def ask_for_file(edition: Edition, suffix: str, *, actor: Actor, now: datetime) -> EditionFile:
    """Ask for a DOCX or PDF of an edition; asked twice while one is under way, it is made once."""
    under_way = edition.files.filter(suffix=suffix, state__in=(EditionFile.State.QUEUED, EditionFile.State.WORKING)).first()
    if under_way is not None:
        return under_way
    made = EditionFile.objects.create(edition=edition, suffix=suffix, asked_by=actor.name, asked_at=now)
    if office.program() is None:
        made.state, made.message = EditionFile.State.FAILED, office.absent(suffix)
        made.save(update_fields=["state", "message"])
    else:
        jobs.enqueue(make_file, pk=made.pk)
    return made


@jobs.task(key="reports.make_file", tries=1)
def make_file(*, pk: int, now: datetime) -> None:  # noqa: ARG001 -- every job is told the time
    """Make a file of an edition and say how far it has come."""
    it = EditionFile.objects.select_related("edition").get(pk=pk)
    _say(it, EditionFile.State.WORKING, BEGUN)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{it.suffix}"
        try:
            office.write(report_of(it.edition), path)
        except ReportError as error:
            it.message = str(error)[:400]
            _say(it, EditionFile.State.FAILED, 100)
            return
        _say(it, EditionFile.State.WORKING, CONVERTED)
        it.content = path.read_bytes()
    _say(it, EditionFile.State.DONE, 100)


def _say(it: EditionFile, state: EditionFile.State, percent: int) -> None:
    it.state, it.percent = state, percent
    it.save()
