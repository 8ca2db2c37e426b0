"""What the stories of 管制考核 share: its people, and one order of every source."""

from collections.abc import Mapping
from datetime import date

from tests.cases.people import staff

from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.indicators import registry as indicators
from yankao.kernel.roc import Window

ORDER: dict[str, object] = {
    "order": "請檢討易淹水地區側溝清淤情形",
    "item_number": "1",
    "kind": "ongoing",
    "ordered_on": "2023-03-01",
    "report_on": "2023-03-15",
}
PROPOSAL = {"term": 4, "session_kind": "regular", "session_number": 1, "proposal_kind": "councillor", "electoral_district": 3}
MEETING: dict[str, object] = {"meeting": "會報", "meeting_number": "第10次", "chaired_by": "副市長", "presented_at": "第11次"}
OWN: dict[str, Mapping[str, object]] = {
    "control.city_meeting": {"meeting": "市政會議", "meeting_number": "第601次"},
    "control.public_security": MEETING,
    "control.taskforce_item": MEETING,
    "control.mayor_order": {"occasion": "visit"},
    "control.council_resolution": PROPOSAL | {"councillor": "王議員", "council_class": "works"},
    "control.legislator_question": {"legislator": "張委員", "form": "written", "term": 10, "session": 7},
    "control.control_yuan": {"form": "correction", "yuan_number": "院台業字第1號", "accountability": "無議處，理由為制度缺失"},
    "control.executive_yuan": {"form": "remark"},
}
COPIED: dict[str, object] = {"answer_number": "高市工字第1號", "answered_on": "2023-03-10", "proposer_copied": True, "commission_copied": True}
ANSWERED: dict[str, object] = {"answer_number": "字第1號", "answered_on": "2023-03-10"}
REPORT: dict[str, dict[str, object]] = {
    "control.council_resolution": COPIED,
    "control.legislator_question": ANSWERED,
    "control.control_yuan": ANSWERED,
    "control.executive_yuan": ANSWERED,
}
DONE: dict[str, object] = {"covers_to": "2023-03-10", "done": "已完成清淤十二公里", "proposal": "continue"}
RULED = {"ruled_by": "市長", "ruled_on": "2023-03-20", "ruling_number": "第602次市政會議"}


def desk():
    return staff("officer", "rdec-control")


def clerk(slug: str = "water-resources"):
    return staff("clerk", slug)


def chair_of(key: str):
    return staff("mayor_office", "mayor-office") if key in {"control.city_meeting", "control.mayor_order"} else desk()


def ordered(key: str, *, now, agency: str = "water-resources", **facts) -> Case:
    """Register one order of a source."""
    known = {**ORDER, **OWN[key]} | ({"agency": agency} if agency else {})
    return open_case(registry.get(key), actor=desk(), now=now, facts=known | facts)


def report_of(key: str, **facts):
    return DONE | REPORT.get(key, {}) | facts


def value(key: str, first: str = "2023-03-01", last: str = "2023-06-30"):
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window(date.fromisoformat(first), date.fromisoformat(last))))
