"""What the interface answers: the shapes of cases, procedures, categories, figures and pages, with examples."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from yankao.engines.cases.who import Reach


class Named(Schema):
    """A thing with a key and a name."""

    key: str = Field(examples=["notified"])
    name: str = Field(examples=["待確認"])


class CaseShape(Schema):
    """A case as a list shows it; due_at is the first moment too late."""

    number: str = Field(examples=["D1120000001"])
    public_id: str = Field(examples=["01890a5d-ac96-774b-bcce-b302099a8057"])
    procedure: Named
    category: Named | None
    title: str = Field(examples=["路燈不亮"])
    agency: Named | None
    step: Named
    channel: str = Field(examples=["phone"])
    received_at: datetime = Field(examples=["2023-03-01T14:05:00+08:00"])
    due_at: datetime | None = Field(examples=["2023-03-01T18:05:00+08:00"])
    closed_at: datetime | None = Field(examples=[None])
    district: Named | None
    address: str = Field(examples=["中正路與民權路口"])
    lat: float | None = Field(examples=[22.62])
    long: float | None = Field(examples=[120.31])
    source: str = Field(examples=[""])
    external_id: str = Field(examples=[""])
    is_historical: bool
    is_simulated: bool
    version: int = Field(examples=[1], description="辦理動作時附上，案件若已被他人更新即回 409")


class PassageShape(Schema):
    """One line of the history."""

    action: str = Field(examples=["acknowledge"])
    name: str = Field(examples=["簽收"])
    from_step: str
    to_step: str = Field(examples=["in_hand"])
    occurred_at: datetime
    recorded_at: datetime
    in_time: bool | None
    who: str = Field(description="僅機關人員可見")
    reason: str = Field(description="僅機關人員可見")


class DueShape(Schema):
    """One time limit of the case, and the rule it was given under."""

    key: str = Field(examples=["report_back"])
    name: str = Field(examples=["機關回報"])
    due_at: datetime
    given_at: datetime
    met_at: datetime | None
    rule: str = Field(examples=["4小時（112年1月1日起，實務：各機關於4至24小時內回報處理情形）"])


class TextShape(Schema):
    """A reply to the reporter, or what the reporter added."""

    kind: str = Field(examples=["public"])
    text: str
    written_at: datetime


class CaseFullShape(CaseShape):
    """A case whole, as far as the caller may know it; personal data are masked, programs see none."""

    description: str
    facts: dict[str, Any] = Field(examples=[{"lamp_number": "A123", "is_dangerous": False}])
    passages: list[PassageShape]
    due_dates: list[DueShape]
    replies: list[TextShape]
    notes: list[TextShape] = Field(description="內部處理紀錄，僅機關人員可見")
    reporter: dict[str, str] | None = Field(examples=[{"name": "王○明", "phone": "0912○○○○78"}], description="遮罩後的反映人資料，僅機關人員可見")
    actions: list[Named] = Field(description="呼叫者此刻可辦理的動作")


class CasePage(Schema):
    """One page of cases; `next` goes into `after` for the next page, and is null on the last."""

    items: list[CaseShape]
    next: str | None = Field(examples=["2023-03-01T06:05:00+00:00~123"])


class RowPage(Schema):
    """One page of a register's rows."""

    items: list[dict[str, Any]]
    next: str | None


class FactShape(Schema):
    """One fact a form asks."""

    name: str = Field(examples=["address"])
    label: str = Field(examples=["地點"])
    is_required: bool


class ActionShape(Schema):
    """One declared deed: where it may be done, where it leads, what it asks."""

    key: str = Field(examples=["report"])
    name: str = Field(examples=["回報處理情形"])
    at: list[str]
    to: str | None
    by: str = Field(examples=["承辦機關、話務及服務人員"])
    needs_reason: bool
    reason_codes: list[Named]
    facts: list[FactShape]


class ProcedureShape(Schema):
    """A procedure as it is declared."""

    key: str = Field(examples=["service.dispatch"])
    name: str = Field(examples=["派工通報"])
    division: str = Field(examples=["service"])
    systems: list[str]
    basis: list[str]
    opened_by: str
    may_read: Reach = Field(description="呼叫者可讀的案件：all 全部、some 其中一部分（例如自己開立的）、none 無")
    may_open: bool = Field(description="呼叫者可否開立")
    steps: list[Named]
    channels: list[Named]
    facts: list[FactShape]
    actions: list[ActionShape]


class CategoryShape(Schema):
    """An item a case may be about."""

    procedure: str = Field(examples=["service.dispatch"])
    code: str = Field(examples=["signal-fault"])
    name: str = Field(examples=["號誌故障"])
    group: str
    description: str


class FigureShape(Schema):
    """One figure of a period; `value` is a bare number, or null when there is nothing to count."""

    key: str = Field(examples=["service.petition.received"])
    name: str = Field(examples=["人民陳情受理件數"])
    unit: str = Field(examples=["件"])
    version: int = Field(examples=[1], description="定義版次；版次不同者不宜比較")
    mode: str = Field(examples=["window"])
    from_: str | None = Field(alias="from", examples=["112-03"])
    to: str = Field(examples=["112-07"])
    value: int | float | None = Field(examples=[112342])
    numerator: int | float | None
    denominator: int | float | None


class Reporter(Schema):
    """反映人: kept encrypted, shown masked, never returned to programs."""

    name: str = Field(default="", examples=["王小明"])
    phone: str = Field(default="", examples=["0912345678"])
    email: str = Field(default="", examples=["ming@example.tw"])
    address: str = ""
    national_id: str = ""


class Opening(Schema):
    """What opens a case: its facts by name, the reporter, and for programs their own number of it."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Any] = Field(default_factory=dict)
    reporter: Reporter | None = None
    external_id: str = Field(default="", max_length=64, description="介接系統自己的編號；同一編號再送，得到同一案件")


class Deed(Schema):
    """What a deed on a case carries."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Any] = Field(default_factory=dict)
    reason: str = Field(default="", max_length=1000)
    reason_code: str = Field(default="", description="改列其他程序時的理由代碼")
    version: int | None = Field(default=None, description="讀到的版次；案件若已被他人更新即回 409")
    occurred_at: datetime | None = Field(default=None, description="補登時的實際發生時間")
    late_reason: str = Field(default="", max_length=200, description="補登理由")


class Attaching(Schema):
    """What goes with the files that are attached to a case."""

    caption: str = Field(default="", max_length=200, description="說明")
    is_public: bool = Field(default=False, description="反映人也看得到")
