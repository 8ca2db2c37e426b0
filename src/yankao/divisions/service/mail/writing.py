"""What a letter becomes: a petition with its sender as reporter, or a supplement to a case, with the files that may be kept."""

from datetime import datetime

from django.db import transaction

from yankao.divisions.service.citizen.tracking import reporter_of
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.reading import Letter, said_newly
from yankao.divisions.service.mail.setup import MOST_FILES, Setup
from yankao.divisions.service.procedures.petition import PETITION, Step
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import attach, supplement
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.files.models import StoredFile
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import store
from yankao.kernel.persons.vault import PersonData

WRITER = "來信民眾"
LONGEST_TEXT = 8_000
"""Below what a case keeps, so that there is room to name the attachments."""
NO_SUBJECT = "（無主旨）"


def open_petition(letter: Letter, row: IncomingMail, *, now: datetime, setup: Setup, earlier: str = "") -> Case:
    """Open the petition of a letter and tell its writer the number."""
    actor = Actor(kind=ActorKind.CITIZEN, id=f"mail:{row.pk}", name=WRITER)
    with transaction.atomic():
        files, refused = _files(letter, actor, now=now)
        facts = {
            "category": setup.category,
            "title": letter.subject or NO_SUBJECT,
            "description": _whole(letter.text, refused),
            "channel": "mailbox" if row.is_mayors else "email",
            "reply_by": "email",
            "reporter": PersonData(name=letter.name, email=letter.address),
            **({"earlier_number": earlier} if earlier else {}),
        }
        case = open_case(PETITION, actor=actor, now=now, facts=facts)
        for stored in files:
            attach(case, actor=actor, now=now, stored=stored)
        told = Telling(
            recipient_kind=Notice.Recipient.PERSON, recipient_id=str(case.reporter_id), subject_kind="case", subject_id=case.number,
            title=f"{case.number} 已收到您的來信",
        )  # fmt: skip
        tell([told], now=now)
    return case


def add_to_case(case: Case, letter: Letter, *, now: datetime) -> None:
    """Add what a reporter answers; a petition that waited for it goes on."""
    actor = reporter_of(case)
    files, refused = _files(letter, actor, now=now)
    supplement(case, actor=actor, now=now, text=_whole(said_newly(letter.text), refused) or "（僅有附件）")
    for stored in files:
        attach(case, actor=actor, now=now, stored=stored)
    if case.procedure == PETITION.key and case.step == Step.AWAITING:
        advance(case, "completed", actor=actor, now=now)


def _files(letter: Letter, actor: Actor, *, now: datetime) -> tuple[list[StoredFile], list[str]]:
    kept: list[StoredFile] = []
    refused = [f"{it.name[:60]}：一封信最多 {MOST_FILES} 個附件" for it in letter.attachments[MOST_FILES:]]
    for each in letter.attachments[:MOST_FILES]:
        try:
            kept.append(store(each.stream(), name=each.name, actor=actor, now=now))
        except FileRefusedError as error:
            refused.append(f"{each.name[:60]}：{'；'.join(error.messages)}")
    return kept, refused


def _whole(text: str, refused: list[str]) -> str:
    """Return the text with what could not be kept named below it; the sealed original holds everything."""
    cut = "" if len(text) <= LONGEST_TEXT else "\n（內容過長，其餘見原信）"
    notes = "\n".join(f"〔附件未收錄〕{it}" for it in refused)
    return "\n".join(filter(None, (text[:LONGEST_TEXT] + cut, notes))).strip()
