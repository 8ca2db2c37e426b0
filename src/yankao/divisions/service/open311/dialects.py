"""The two older Taiwanese forms of the same records (Open1999), read-only: JSON by days, and XML asked by XML."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from yankao.divisions.service.open311.asked import LONGEST_SPAN
from yankao.divisions.service.open311.formats import Row
from yankao.divisions.service.open311.parameters import Parameters, check_jurisdiction, span
from yankao.divisions.service.open311.publish import PublicCase, newest_first, publishable, published
from yankao.divisions.service.procedures.dispatch import Step
from yankao.kernel.days import TAIPEI, start_of

LONGEST_DAYS = timedelta(days=31)
USUAL_DAYS = timedelta(days=7)
ONE_DAY = timedelta(days=1)
MOST = 5000
NOON = 12
_STATES = {
    Step.CREATED: ("1", "建立中"),
    Step.NOTIFIED: ("2", "待確認"),
    Step.IN_HAND: ("3", "待處理"),
    Step.REPORTED: ("4", "處理完成"),
    Step.RELEASED: ("5", "解除管制"),
    Step.WITHDRAWN: ("5", "解除管制"),
}


def by_days(parameters: Parameters, *, now: datetime) -> list[Row]:
    """Return the records received from one day to another, both included (startdate, enddate)."""
    first, last = parameters.day("startdate"), parameters.day("enddate")
    end = start_of(last) + ONE_DAY if last else now
    start = start_of(first) if first else end - USUAL_DAYS
    if start >= end:
        parameters.wrong("startdate 不得晚於 enddate")
    elif end - start > LONGEST_DAYS:
        parameters.wrong(f"一次最多查詢 {LONGEST_DAYS.days} 日，請分段查詢")
    parameters.check()
    cases = publishable().filter(received_at__gte=start, received_at__lt=end)
    return [_record(it) for it in published(newest_first(cases)[:MOST])]


def _record(it: PublicCase) -> Mapping[str, Any]:
    code, state = next((told for step, told in _STATES.items() if step == it.step), ("3", "待處理"))
    return {
        "FileNo_": it.number,
        "Status_": code,
        "Cre_Date_": half_day_text(it.requested_at),
        "ReplyUnit_": it.agency_code,
        "zipcode_": it.zip_code,
        "ZipName_": it.district,
        "address_": it.address,
        "UnitName_": it.agency_short,
        "StatusName_": state,
        "InformDesc_": it.service_name,
        "BeforeDesc_": it.description,
        "AfterDesc_": "\n".join(note.text for note in it.notes) or None,
        "Memo_": None,
        "Save_Date_": half_day_text(it.updated_at),
        "Close_Date_": half_day_text(it.closed_at),
        "Lat_": _degrees(it.lat),
        "Lng_": _degrees(it.long),
    }


def half_day_text(moment: datetime | None) -> str:
    """Write a moment as 2017/8/21 下午 05:23:52."""
    if moment is None:
        return ""
    here = moment.astimezone(TAIPEI)
    half = "上午" if here.hour < NOON else "下午"
    return f"{here.year}/{here.month}/{here.day} {half} {here.hour % NOON or NOON:02}:{here.minute:02}:{here.second:02}"


def _degrees(value: float | None) -> str:
    return "" if value is None else str(value)


def by_xml(question: Mapping[str, str], *, now: datetime) -> Row:
    """Return the records that an XML question asks for, with the field names of the standard and area, subproject, keyword."""
    parameters = Parameters(question)
    check_jurisdiction(parameters)
    numbers = parameters.listed("service_request_id")
    cases = publishable().filter(number__in=numbers)
    if not numbers:
        start, end = span(parameters, now=now, longest=LONGEST_SPAN)
        cases = publishable().filter(received_at__gte=start, received_at__lte=end)
    for name, column in (("service_name", "category__name"), ("area", "district__name")):
        if chosen := parameters.text(name):
            cases = cases.filter(**{column: chosen})
    parameters.check()
    records = [_xml_record(it) for it in published(newest_first(cases)[:MOST])]
    return {"returncode": 0, "description": "", "count": len(records), "records": records}


def _xml_record(it: PublicCase) -> Row:
    return {
        "service_request_id": it.number,
        "requested_datetime": _plain_moment(it.requested_at),
        "status": it.step_name,
        "keyword": it.group,
        "area": it.district,
        "service_name": it.group or it.service_name,
        "subproject": it.service_name,
        "agency": it.agency,
        "description": it.description,
        "address_string": it.address,
        "lat": it.lat,
        "long": it.long,
        "service_notice": it.status_notes,
        "updated_datetime": _plain_moment(it.updated_at),
        "expected_datetime": _plain_moment(it.expected_at or it.updated_at),
    }


def _plain_moment(moment: datetime | None) -> str:
    return moment.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
