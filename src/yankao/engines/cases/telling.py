"""Whom a deed on a case tells, worked out from its parties: agencies, the commission's division, and every reporter."""

from datetime import datetime

from yankao.engines.cases.declare import Procedure, Tell
from yankao.engines.cases.models import Case, Party
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel.actors import ActorKind
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency


def tell_about(case: Case, procedure: Procedure, tells: tuple[Tell, ...], *, title: str, now: datetime, text: str = "") -> int:
    """Write the notices of a deed; the titles carry number and subject, never personal data."""
    recipients: list[tuple[Notice.Recipient, str]] = []
    if Tell.AGENCY in tells and case.agency_id is not None:
        recipients.append((Notice.Recipient.AGENCY, str(case.agency_id)))
    if Tell.DESK in tells:
        recipients.append((Notice.Recipient.DIVISION, procedure.owner))
    if Tell.PARTIES in tells:
        involved = Party.objects.filter(case=case, ended_at__isnull=True).values_list("agency_id", flat=True)
        recipients += [(Notice.Recipient.AGENCY, str(agency)) for agency in involved]
    if Tell.MAYOR in tells:
        offices = Agency.objects.filter(slug=current_city().mayor_agency).values_list("id", flat=True)
        recipients += [(Notice.Recipient.AGENCY, str(office)) for office in offices]
    if Tell.REPORTER in tells:
        recipients += [(Notice.Recipient.PERSON, str(person)) for person in reporters_of(case)]
        if case.opener_kind == ActorKind.APPLICATION:
            recipients.append((Notice.Recipient.APPLICATION, case.opener_id))
    return tell(
        (
            Telling(recipient_kind=kind, recipient_id=key, subject_kind="case", subject_id=case.number, title=title, text=text)
            for kind, key in recipients
        ),
        now=now,
    )


def reporters_of(case: Case) -> list[object]:
    """Return the ids of everybody who reported this case or one merged into it."""
    merged = Case.objects.filter(merged_into=case, reporter__isnull=False).values_list("reporter_id", flat=True)
    own = [case.reporter_id] if case.reporter_id is not None else []
    return [*own, *merged]
