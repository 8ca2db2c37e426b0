"""Takes a report from another program: everything wrong is told at once, and a report sent again is the same case."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from yankao.divisions.service.open311.formats import Problem, Refused
from yankao.divisions.service.open311.parameters import FALSE, TRUE, Parameters
from yankao.divisions.service.open311.services import ATTRIBUTES, Attribute, services_on
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases.change import attach
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.open import Origin, open_case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import store
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.places import locate
from yankao.kernel.prepared import Prepared

SOURCE = CHANNEL = "open311"
RETRY = timedelta(minutes=10)
"""A device or account that sends the same again within so long has not been answered and tries anew."""
KEPT = timedelta(hours=24)
"""So long the program's own mark of a report (Idempotency-Key) is kept."""
LONGEST = {"description": 4000, "address_string": 300, "address_id": 60, "first_name": 40, "last_name": 40, "phone": 40, "email": 200}
LONGEST_MARK = 200
LONGEST_LINK = 500
MOST_FILES = 6
CONFLICT = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A checked report: the facts of the case, the files with it, and what tells a report sent again."""

    facts: Mapping[str, Any] = field(repr=False)
    files: Sequence["UploadedFile[Any]"]
    digest: str
    mark: str
    has_sender: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a report: its case, and whether it is a new one."""

    case: Case
    is_new: bool


def take(parameters: Parameters, *, files: Sequence["UploadedFile[Any]"], mark: str, actor: Actor, now: datetime) -> Taken:
    """Check a report and open its case, or find the case that was opened for it already."""
    report = _read(parameters, files=files, mark=mark, now=now)
    parameters.check()
    origin = Origin(source=SOURCE, external_id=_external_id(report, actor=actor, now=now))
    if known := _known(report, actor=actor, now=now):
        return Taken(case=known, is_new=False)
    try:
        return _open(report, origin=origin, actor=actor, now=now)
    except IntegrityError:
        # Its twin was opened in this very moment.
        case = Case.objects.filter(source=SOURCE, external_id=origin.external_id).exclude(external_id="").first()
        if case is None:
            raise
        return Taken(case=case, is_new=False)
    except PermissionDenied as error:
        raise Refused(Problem(code=403, description=str(error))) from error
    except ValidationError as error:
        raise Refused(*(Problem(description=message) for message in error.messages)) from error


def _open(report: Report, *, origin: Origin, actor: Actor, now: datetime) -> Taken:
    # Opening a case is one transaction by itself; the files make it larger.
    with transaction.atomic() if report.files else nullcontext():
        case = open_case(DISPATCH, actor=actor, now=now, facts=report.facts, origin=origin)
        is_new = case.received_at == now
        if is_new:
            attach_all(case, report.files, actor=actor, now=now)
    return Taken(case=case, is_new=is_new)


def attach_all(case: Case, files: Sequence["UploadedFile[Any]"], *, actor: Actor, now: datetime) -> None:
    """Keep the files on the case; they are shown to nobody outside until somebody of the city releases them."""
    problems = []
    for each in files:
        try:
            stored = store(each.file or each.open(), name=each.name or "photo", actor=actor, now=now)
        except FileRefusedError as error:
            problems += [Problem(description=f"附件「{(each.name or '')[:60]}」：{message}") for message in error.messages]
        else:
            attach(case, actor=actor, now=now, stored=stored)
    if problems:
        raise Refused(*problems)


def with_links(text: str, links: Sequence[str]) -> str:
    """Return a text with the addresses of pictures kept elsewhere below it; they are not fetched and not published."""
    return "\n".join([text, *(f"附圖網址：{link}" for link in links)]).strip()


def _read(parameters: Parameters, *, files: Sequence["UploadedFile[Any]"], mark: str, now: datetime) -> Report:
    texts = {name: parameters.text(name, longest=longest) for name, longest in LONGEST.items()}
    links = parameters.web_addresses("media_url", longest=LONGEST_LINK)
    category = _category(parameters, now=now)
    place = _place(parameters, texts)
    answers = _answers(parameters)
    reporter = _reporter(parameters, texts)
    if len(files) > MOST_FILES:
        parameters.wrong(f"附件最多 {MOST_FILES} 個")
    if len(mark) > LONGEST_MARK:
        parameters.wrong(f"Idempotency-Key 不得超過 {LONGEST_MARK} 個字")
    description = texts["description"] or (category.name if category else "")
    facts = {"category": category, "channel": CHANNEL, "description": with_links(description, links), **place, **answers}
    sender = parameters.text("device_id", "deviceid"), parameters.text("account_id")
    said = {name: str(value) for name, value in facts.items() if name != "category"}
    content = [category.code if category else "", said, texts, sender, [_fingerprint(each) for each in files]]
    return Report(
        facts=facts | ({"reporter": reporter} if reporter else {}),
        files=files,
        digest=sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24],
        mark=mark,
        has_sender=any(sender),
    )


_SERVICE = Prepared(lambda day, code: services_on(day).filter(code=code), day=date.min, code="?")


def _category(parameters: Parameters, *, now: datetime) -> Category | None:
    code = parameters.text("service_code")
    if not code:
        parameters.wrong("請填寫 service_code（服務項目），清單見 services")
        return None
    found = _SERVICE.first(day=day_of(now), code=code)
    if found is None:
        parameters.wrong(f"沒有 service_code「{code[:60]}」，清單見 services", code=404)
    return found


def _place(parameters: Parameters, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return point and address; an address follows from a point, and a district from an address that names it."""
    lat, long = parameters.number("lat", lowest=-90, highest=90), parameters.number("long", lowest=-180, highest=180)
    address = texts["address_string"] or (f"地址代碼 {texts['address_id']}" if texts["address_id"] else "")
    given = bool(parameters.text("lat")), bool(parameters.text("long"))
    if given[0] != given[1]:
        parameters.wrong("lat 與 long 必須一起填寫")
    if not any(given) and not address:
        parameters.wrong("請填寫地點：lat 與 long，或 address_string，或 address_id")
    if lat is None or long is None:
        district = _district_in(address)
        return {"address": address, **({"district": district} if district else {})}
    place = locate(lat, long)
    if place is None:
        parameters.wrong(f"此位置不在{current_city().name}範圍內，請重新點選（lat、long 為 WGS84）")
        return {}
    return {"lat": lat, "long": long, "address": address or f"{place.district_name}{place.village_name}（座標 {lat:.5f}, {long:.5f}）"}


def _district_in(address: str) -> str:
    return next((row["code"] for row in current_city().rows("districts") if row["name"] in address), "")


def _answers(parameters: Parameters) -> dict[str, Any]:
    """Return the facts asked by the definition of the service; what it does not ask is left aside."""
    given = parameters.attributes()
    return {it.code: _answer(parameters, it, given[it.code]) for it in ATTRIBUTES if it.is_question and it.code in given}


def _answer(parameters: Parameters, attribute: Attribute, values: Sequence[str]) -> object:
    value = values[-1]
    if attribute.values:
        word = value.lower()
        if word not in TRUE | FALSE:
            parameters.wrong(f"attribute[{attribute.code}]（{attribute.description}）應為：{'、'.join(key for key, _ in attribute.values)}")
        return word in TRUE
    if len(value) > attribute.longest:
        parameters.wrong(f"attribute[{attribute.code}]（{attribute.description}）不得超過 {attribute.longest} 個字")
    return value


def _reporter(parameters: Parameters, texts: Mapping[str, str]) -> PersonData | None:
    """Return who reports; a Chinese name is written family name first, without a blank."""
    first, last, email = texts["first_name"], texts["last_name"], texts["email"]
    if email:
        try:
            validate_email(email)
        except ValidationError:
            parameters.wrong("email 格式不正確")
    name = f"{first} {last}".strip() if (first + last).isascii() else last + first
    return PersonData(name=name, phone=texts["phone"], email=email) if any((name, texts["phone"], email)) else None


def _fingerprint(upload: "UploadedFile[Any]") -> str:
    found = sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def _external_id(report: Report, *, actor: Actor, now: datetime) -> str:
    """Return the mark under which the database keeps a report once: the program's own, or the content in its stretch of minutes."""
    if report.mark:
        return _marked(report, actor) + report.digest
    return _stretch(report, actor, at=now) if report.has_sender else ""


def _marked(report: Report, actor: Actor) -> str:
    return f"{actor.id}:k{sha256(report.mark.encode()).hexdigest()[:20]}:"


def _stretch(report: Report, actor: Actor, *, at: datetime) -> str:
    return f"{actor.id}:{int(at.timestamp() // RETRY.total_seconds())}:{report.digest}"


def _known(report: Report, *, actor: Actor, now: datetime) -> Case | None:
    """Return the case of a report sent before: under the same mark, or the same content in the minutes before this stretch."""
    if report.mark:
        found = Case.objects.filter(source=SOURCE, external_id__startswith=_marked(report, actor), received_at__gt=now - KEPT).first()
        if found is not None and not found.external_id.endswith(report.digest):
            raise Refused(Problem(code=CONFLICT, description="此 Idempotency-Key 已用於內容不同的通報，請換一個"))
        return found
    if not report.has_sender:
        return None
    return Case.objects.filter(source=SOURCE, external_id=_stretch(report, actor, at=now - RETRY), received_at__gt=now - RETRY).first()
