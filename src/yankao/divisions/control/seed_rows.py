"""The invented orders and documents of a demonstration city (展示城市); every case made of them is marked 模擬資料."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One invented case: its procedure, main agency, how many days ago it began, and how far it has come."""

    procedure: str
    agency: str
    days_ago: int
    upto: str
    facts: dict[str, Any]
    windows: int = 1
    report_facts: dict[str, Any] = field(default_factory=dict)
    assisting: str = ""


def _meeting(number: str, order: str, *, meeting: str = "市政會議", chair: str = "市長", later: str = "") -> dict[str, Any]:
    return {"order": order, "kind": "ongoing", "meeting": meeting, "meeting_number": number, "chaired_by": chair, "presented_at": later or "下次會議"}


def _proposal(order: str, proposal_class: str, councillor: str, district: int) -> dict[str, Any]:
    return {
        "order": order, "kind": "long_term", "council_class": proposal_class, "councillor": councillor, "electoral_district": district, "term": 4,
        "session_kind": "regular", "session_number": 2, "proposal_kind": "councillor",
    }  # fmt: skip


COPIED = {"answer_number": "模擬字第0001號", "proposer_copied": True, "commission_copied": True}
ANSWERED = {"answer_number": "模擬字第0002號"}
SECURITY = {"meeting": "治安會報", "chair": "市長"}
TASKFORCE = {"meeting": "防汛整備專案會報", "chair": "副市長"}

ORDERS: tuple[Told, ...] = (
    Told(procedure="control.city_meeting", agency="water-resources", days_ago=95, upto="released", windows=2, assisting="public-works",
         facts=_meeting("第601次", "汛期前完成易淹水地區側溝清淤，並公布抽水站整備情形")),
    Told(procedure="control.city_meeting", agency="transportation", days_ago=60, upto="reporting", windows=2,
         facts=_meeting("第604次", "檢討學區周邊通學步道及人行空間改善進度")),
    Told(procedure="control.city_meeting", agency="education", days_ago=40, upto="reviewed", facts=_meeting("第606次", "研提校園午餐在地食材採用率提升作法")),
    Told(procedure="control.city_meeting", agency="environment", days_ago=30, upto="late", facts=_meeting("第607次", "盤點垃圾清運路線調整對民眾之影響並說明")),
    Told(procedure="control.mayor_order", agency="public-works-maintenance", days_ago=50, upto="returned",
         facts={"order": "改善橋下空間照明並納入定期巡檢", "kind": "limited", "finish_in": 90, "occasion": "visit"}),
    Told(procedure="control.mayor_order", agency="social-affairs", days_ago=20, upto="submitted",
         facts={"order": "研議獨居長者高溫關懷機制", "kind": "ongoing", "occasion": "briefing", "is_urgent": True}),
    Told(procedure="control.public_security", agency="police", days_ago=70, upto="released", windows=1,
         facts=_meeting("第12次", "強化打詐跨機關通報並提報成效", **SECURITY, later="第13次")),
    Told(procedure="control.public_security", agency="education", days_ago=25, upto="reporting",
         facts=_meeting("第13次", "校園周邊巡守熱點與警察局共同檢討", **SECURITY, later="第14次"), assisting="police"),
    Told(procedure="control.taskforce_item", agency="water-resources", days_ago=45, upto="continued",
         facts=_meeting("第3次", "滯洪池水位監測資料介接至防災平臺", **TASKFORCE)),
    Told(procedure="control.taskforce_item", agency="civil-affairs", days_ago=15, upto="self_tracked",
         facts=_meeting("第4次", "里防災演練場次統計由民政局自行追蹤", **TASKFORCE)),
    Told(procedure="control.council_resolution", agency="public-works-maintenance", days_ago=90, upto="released", windows=1, report_facts=COPIED,
         facts=_proposal("建請改善產業道路排水及路面", "works", "王議員（模擬）", 3)),
    Told(procedure="control.council_resolution", agency="transportation", days_ago=90, upto="reviewed", report_facts=COPIED,
         facts=_proposal("建請增設公車路線班次服務偏遠社區", "transport", "李議員（模擬）", 1)),
    Told(procedure="control.council_resolution", agency="agriculture", days_ago=60, upto="late",
         facts=_proposal("建請補助農產冷鏈設備", "agriculture", "陳議員（模擬）", 2)),
    Told(procedure="control.council_resolution", agency="", days_ago=6, upto="registered",
         facts=_proposal("建請擴增社區心理諮商據點", "health", "林議員（模擬）", 7)),
    Told(procedure="control.legislator_question", agency="urban-development", days_ago=12, upto="submitted", report_facts=ANSWERED,
         facts={"order": "都市更新公辦案件進度及安置措施", "kind": "limited", "finish_in": 30, "legislator": "張委員（模擬）", "form": "written", "term": 11, "session": 2}),
    Told(procedure="control.legislator_question", agency="environment", days_ago=9, upto="late",
         facts={"order": "空污防制基金使用情形", "kind": "ongoing", "legislator": "黃委員（模擬）", "form": "oral", "term": 11, "session": 2}),
    Told(procedure="control.control_yuan", agency="health", days_ago=40, upto="reporting",
         facts={"order": "長照機構督導考核缺失調查", "kind": "ongoing", "form": "investigation", "yuan_number": "模擬院台調字第0003號"}),
    Told(procedure="control.control_yuan", agency="public-works-maintenance", days_ago=80, upto="reviewed", report_facts=ANSWERED,
         facts={"order": "工程變更設計程序未臻周延糾正案", "kind": "long_term", "form": "correction", "yuan_number": "模擬院台業字第0004號", "accountability": "相關人員檢討中，尚無議處"}),
    Told(procedure="control.executive_yuan", agency="labor", days_ago=35, upto="released", windows=1, report_facts=ANSWERED,
         facts={"order": "加強職場減災及高風險作業檢查", "kind": "ongoing", "form": "remark", "meeting_number": "第3900次（模擬）", "ministry": "勞動部"}),
)  # fmt: skip

MATTERS: tuple[Told, ...] = (
    Told(procedure="control.interpellation", agency="transportation", days_ago=10, upto="open",
         facts={"question": "輕軌沿線路口號誌優化時程", "councillor": "王議員（模擬）", "term": 4, "session_kind": "regular", "session_number": 2}),
    Told(procedure="control.interpellation", agency="education", days_ago=30, upto="closed", report_facts={"is_promised": False},
         facts={"question": "老舊校舍補強經費編列情形", "councillor": "李議員（模擬）", "term": 4, "session_kind": "regular", "session_number": 2}),
    Told(procedure="control.document_request", agency="finance", days_ago=12, upto="open",
         facts={"wanted": "近三年公有地標租清冊", "councillor": "陳議員（模擬）", "term": 4, "covers": "三年"}),
    Told(procedure="control.document_request", agency="personnel", days_ago=8, upto="closed", report_facts={"is_restricted": True, "restriction": "個人資料部分遮蔽後提供"},
         facts={"wanted": "約聘僱人員配置表", "councillor": "林議員（模擬）", "term": 4}),
    Told(procedure="control.councillor_service", agency="public-works-maintenance", days_ago=5, upto="open",
         facts={"matter": "巷道路面下陷請求會勘", "councillor": "王議員（模擬）", "term": 4}),
    Told(procedure="control.village_proposal", agency="civil-affairs", days_ago=18, upto="answered", report_facts={"is_accepted": True},
         facts={"proposal": "里活動中心增設無障礙坡道", "village_head": "吳里長（模擬）", "term": 4, "occasion": "里長座談會"}),
)  # fmt: skip

MONTHLY: tuple[tuple[str, int], ...] = (("public-works", 2), ("environment", 5), ("education", 1), ("police", 3))
"""Agencies of the monthly statistics, with how many percent of their documents are late."""
