"""The filters of a list of cases: read from the address, told back in words, applied to what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.search import searched
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import ONE_DAY, start_of
from yankao.kernel.roc import parse_date
from yankao.kernel.search import read_through
from yankao.shell.forms.reading import agency_named
from yankao.shell.keyset import Order

DUE = Order(key="due", name="期限近者在前", column="due_at", may_be_empty=True)
NEWEST = Order(key="newest", name="受理新者在前", column="received_at", is_newest_first=True)
OLDEST = Order(key="oldest", name="受理舊者在前", column="received_at")
ORDERS = {order.key: order for order in (DUE, NEWEST, OLDEST)}
STATES = (("open", "未結案"), ("overdue", "逾期未結"), ("closed", "已結案"), ("historical", "歷史案件"), ("all", "全部"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list was asked for; `errors` names what could not be read, and the list is then shown without it."""

    query: str = ""
    state: str = "open"
    step: str = ""
    category: str = ""
    agency: Agency | None = None
    agency_text: str = ""
    district: str = ""
    channel: str = ""
    received_from: date | None = None
    received_to: date | None = None
    from_text: str = ""
    to_text: str = ""
    order: Order = DUE
    after: str = ""
    before: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for beyond the plain list."""
        return bool(self.query or self.step or self.category or self.agency or self.district or self.channel or self.from_text or self.to_text)


def read_filters(data: Mapping[str, str], *, default_state: str = "open") -> Filters:
    """Read the filters out of an address."""
    errors: dict[str, str] = {}
    query = data.get("q", "").strip()
    state = data.get("state", "")
    if state not in dict(STATES):
        state = "all" if query else default_state
    return Filters(
        query=query,
        state=state,
        step=data.get("step", ""),
        category=data.get("category", ""),
        agency=_agency(data.get("agency", ""), errors),
        agency_text=data.get("agency", ""),
        district=data.get("district", ""),
        channel=data.get("channel", ""),
        received_from=_day(data.get("from", ""), "from", errors),
        received_to=_day(data.get("to", ""), "to", errors),
        from_text=data.get("from", ""),
        to_text=data.get("to", ""),
        order=ORDERS.get(data.get("sort", ""), DUE if state in {"open", "overdue"} else NEWEST),
        after=data.get("after", ""),
        before=data.get("before", ""),
        errors=errors,
    )


def narrowed(cases: QuerySet[Case], filters: Filters, *, now: datetime, procedure: Procedure | None = None, by_index: bool = True) -> QuerySet[Case]:
    """Return the cases that pass the filters, their words found by the index or by reading through."""
    cases = _in_state(cases, filters.state, now=now)
    exact = {"step": filters.step, "channel": filters.channel}
    if not filters.query or not by_index:
        exact["district_id"] = filters.district
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if filters.category and procedure is not None:
        cases = cases.filter(category__procedure=procedure.key, category__code=filters.category)
    if filters.agency is not None:
        cases = cases.filter(agency__in=Agency.objects.filter(path__startswith=filters.agency.path))
    if filters.received_from is not None:
        cases = cases.filter(received_at__gte=start_of(filters.received_from))
    if filters.received_to is not None:
        cases = cases.filter(received_at__lt=start_of(filters.received_to + ONE_DAY))
    if not filters.query:
        return cases
    return searched(cases, filters.query, district=filters.district) if by_index else read_through(cases, filters.query)


def _in_state(cases: QuerySet[Case], state: str, *, now: datetime) -> QuerySet[Case]:
    match state:
        case "open":
            return cases.filter(closed_at__isnull=True, is_historical=False)
        case "overdue":
            return cases.filter(closed_at__isnull=True, is_historical=False, due_at__lte=now)
        case "closed":
            return cases.filter(closed_at__isnull=False)
        case "historical":
            return cases.filter(is_historical=True)
    return cases


def _agency(text: str, errors: dict[str, str]) -> Agency | None:
    if not text.strip():
        return None
    try:
        return agency_named(text)
    except ValidationError as error:
        errors["agency"] = " ".join(error.messages)
        return None


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except ValueError:
        errors[name] = _("請輸入日期，例如 112/3/1")
        return None
