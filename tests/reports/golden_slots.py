"""Which figure of ours is meant by each slot of a published sentence; what is not here is told by a statement, and why.

`KEY` is counted for the period of the report, or for the stretch its own mode speaks of; `KEY@期間別` says another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sentence about one entry of a list: which list, which slot tells the entry, and the field behind each slot."""

    key: str
    told_by: str
    fields: Mapping[str, str]


CLASSES = ("interior", "social", "finance", "education", "agriculture", "transport", "health", "works", "legal")
COUNCIL, PROJECT, INFRA = "control.council_resolution", "control.project", "control.infra_subsidy"
MORAKOT, FORWARD, ROAD = "control.morakot", "control.forward_looking", "control.traffic_safety"
MEETINGS, YEAR_END = "control.works_supervision", "control.annual_evaluation"
INSPECTION, SECOND, REPORTS = "engineering.inspection", "engineering.reinspection", "engineering.citizen_supervision"
TENDERS, MONTHS, TRAINING = "tenders.tender", "tenders.tendermonth", "engineering.training"
PLANS, PAPERS, PHONE = "research.research_plan", "research.self_research", "research.phone_test"
WRITING, PRIZE, IDEAS = "research.thesis_writing", "research.thesis_prize", "research.innovation_proposals"
CALLS, PETITIONS, DISPATCH = "service.call", "service.petition", "service.dispatch"

FIGURES: dict[str, dict[str, str]] = {
    "callcenter.total.v000": {"total": f"{CALLS}.count", "monthly_avg": f"{CALLS}.monthly_average", "service_level": f"{CALLS}.service_level"},
    # The published rate of immediate answers (99.84 in two documents four years apart) does not say of which calls, and no reading of
    # the printed classes gives it: it stays what the document says.
    "callcenter.classes.v000": {
        "inquiry": f"{CALLS}.inquiries", "inquiry_share": f"{CALLS}.inquiry_share", "forwarded": f"{CALLS}.forwarded",
        "forwarded_share": f"{CALLS}.forwarded_share", "other": f"{CALLS}.others", "other_share": f"{CALLS}.other_share",
    },
    "callcenter.v003": {"total": f"{CALLS}.count", "monthly_avg": f"{CALLS}.monthly_average"},
    "callcenter.v004": {
        "total": f"{CALLS}.count", "monthly_avg": f"{CALLS}.monthly_average", "satisfaction": f"{CALLS}.satisfaction",
        "inquiry_share": f"{CALLS}.inquiry_share", "forwarded_share": f"{CALLS}.forwarded_share", "other_share": f"{CALLS}.other_share",
    },
    "mailbox.count.v000": {"count": f"{PETITIONS}.received_mailbox"},
    # 000 tells the mailbox by a sentence of its own, so that the other is the rest; 003 tells all by one figure.
    "petition.count.v000": {"count": f"{PETITIONS}.received_other"},
    "petition.v003": {"count": f"{PETITIONS}.received"},
    "petition.v004": {"total": f"{PETITIONS}.received", "mailbox": f"{PETITIONS}.received_mailbox", "petition": f"{PETITIONS}.received_other"},
    "dispatch.count.v000": {"count": f"{DISPATCH}.received"},
    "dispatch.rule.v000": {"hours": f"{DISPATCH}.hours_most"},
    "dispatch.v003": {"min": f"{DISPATCH}.hours_least", "max": f"{DISPATCH}.hours_most", "count": f"{DISPATCH}.received"},
    "dispatch.v004": {"hours": f"{DISPATCH}.hours_most", "count": f"{DISPATCH}.received", "monthly_avg": f"{DISPATCH}.monthly_average"},
    "health.v004": {"count": "service.health_visit.person_times"},
    "council.count.v000": {"count": f"{COUNCIL}.received"},
    "council.v004": {"total": f"{COUNCIL}.received"} | {f"c{n}": f"{COUNCIL}.class_{name}" for n, name in enumerate(CLASSES, 1)},
    "evaluation.v004": {
        "a": f"{YEAR_END}.grade_first", "a_share": f"{YEAR_END}.share_first", "b": f"{YEAR_END}.grade_second", "b_share": f"{YEAR_END}.share_second",
    },
    "tracking.v000": {"count": f"{PROJECT}.plans@前一年度", "meetings": f"{MEETINGS}.held_for_project@前一年度"},
    "tracking.v003": {"count": f"{PROJECT}.plans"},
    "tracking.v004": {"count": f"{PROJECT}.plans"},
    "tracking.classes.v004": {
        "lag": f"{PROJECT}.lag_limit", "ok": f"{PROJECT}.on_track", "ok_share": f"{PROJECT}.on_track_share",
        "lag2": f"{PROJECT}.lag_limit", "behind": f"{PROJECT}.behind", "behind_share": f"{PROJECT}.behind_share",
    },
    "infra.v000": {
        "amount": f"{INFRA}.budget@前一年度", "count": f"{INFRA}.plans@前一年度", "meetings": f"{MEETINGS}.held_for_infra_subsidy@前一年度",
    },
    "infra.v003": {
        "amount": f"{INFRA}.budget", "count": f"{INFRA}.plans", "awarded": f"{INFRA}.award_share", "budget_rate": f"{INFRA}.attainment",
    },
    "infra.v004": {
        "amount": f"{INFRA}.budget", "count": f"{INFRA}.plans", "meetings": f"{MEETINGS}.held_for_infra_subsidy", "closed": f"{INFRA}.finished",
        "rate": f"{INFRA}.execution", "open": f"{INFRA}.tracked",
    },
    "morakot.v000": {
        "agencies": f"{MORAKOT}.agencies", "count": f"{MORAKOT}.plans", "amount": f"{MORAKOT}.budget", "done": f"{MORAKOT}.released",
        "share": f"{MORAKOT}.finish_share", "budget_rate": f"{MORAKOT}.attainment",
    },
    "district.v000": {"count": "control.district_works.tracked", "meetings": f"{MEETINGS}.held_for_district_works@前一年度"},
    "forward.v003": {"approved": f"{FORWARD}.approved_ever", "done": f"{FORWARD}.completed_ever", "tracked": f"{FORWARD}.tracked_now"},
    "traffic.v000": {"plans": f"{ROAD}.entries_plan", "kpis": f"{ROAD}.entries_target"},
    "traffic.v004": {"count": f"{ROAD}.follow_ups"},
    "docvisit.v000": {"count": "control.document_visit.visited"},
    "docvisit.v004": {"count": "control.document_visit.visited"},
    "inspection.count.v000": {
        "inspections": f"{INSPECTION}.count", "reinspections": f"{SECOND}.count", "total": f"{SECOND}.with_inspections",
        "year_total": f"{SECOND}.with_inspections@前一年度",
    },
    "inspection.v003": {"total": f"{SECOND}.with_inspections"},
    "inspection.v004": {
        "inspections": f"{INSPECTION}.count", "reinspections": f"{SECOND}.count", "statutory": "draws.yearplan.minimum",
        "rate": "draws.yearplan.reached",
    },
    "supervision.count.v000": {"count": f"{REPORTS}.received", "avg_days": f"{REPORTS}.mean_days", "limit": f"{REPORTS}.limit"},
    # 003 counts working days, 000 calendar days; they are never taken for one another.
    "supervision.v003": {"count": f"{REPORTS}.received", "avg_days": f"{REPORTS}.mean_workdays", "limit": f"{REPORTS}.limit"},
    "supervision.rate.v004": {"inspected": f"{REPORTS}.inspected", "rate": f"{REPORTS}.inspected_share"},
    # The document says 480 came, its own list adds up to 398: that sum stays what the document says.
    "training.head.v000": {"sessions": f"{TRAINING}.sessions@前一年度"},
    "training.head.v003": {"sessions": f"{TRAINING}.sessions", "attendance": f"{TRAINING}.person_times"},
    "tender.fill.v000": {
        "day": f"{MONTHS}.due_day", "rate": f"{MONTHS}.fill_share", "threshold": f"{TENDERS}.threshold", "count": f"{TENDERS}.in_hand@本期",
    },
    "tender.v003": {
        "threshold": f"{TENDERS}.threshold", "count": f"{TENDERS}.in_hand", "inspectable": f"{TENDERS}.inspectable", "rate": f"{MONTHS}.fill_share",
    },
    "tender.v004": {"day": f"{MONTHS}.due_day", "rate": f"{MONTHS}.fill_share"},
    "kpi.v004": {"rate": "planning.kpi.attainment@前一年度"},
    "revitalisation.v003": {"count": "planning.revitalisation.matched"},
    "selfresearch.v000": {
        "filed": f"{PLANS}.proposed", "approved": f"{PLANS}.approved", "subsidised": f"{PLANS}.subsidised", "amount": f"{PLANS}.amount",
    },
    "selfresearch.award.v000": {"filed": f"{PAPERS}.entries@前一年度", "won": f"{PAPERS}.awards@前一年度"},
    "thesis.amounts.v000": {"phd": f"{WRITING}.grant_phd", "ms": f"{WRITING}.grant_master"},
    "thesis.count.v000": {"writing": f"{WRITING}.awards@前一年度", "prize": f"{PRIZE}.awards@前一年度"},
    "thesis.v004": {"writing": f"{WRITING}.awards", "prize": f"{PRIZE}.awards"},
    "award.v000": {"count": "research.service_award.grade_nominated"},
    "award.v003": {"count": "research.service_award.grade_nominated"},
    "phone.v000": {"agencies": f"{PHONE}.agencies@前一年度"},
    "phone.v003": {
        "agencies": f"{PHONE}.agencies", "g1": f"{PHONE}.grade_top", "g2": f"{PHONE}.grade_first", "g3": f"{PHONE}.grade_second",
        "g4": f"{PHONE}.grade_third",
    },
    "phone.v004": {
        "agencies": f"{PHONE}.agencies", "calls": f"{PHONE}.calls_a_round", "samples": f"{PHONE}.sheets", "score1": f"{PHONE}.mean_first_half",
        "score2": f"{PHONE}.mean_second_half",
    },
    "proposals.v004": {
        "filed": f"{IDEAS}.entries", "panel": f"{IDEAS}.members", "g1": f"{IDEAS}.grade_top", "g2": f"{IDEAS}.grade_first",
        "g3": f"{IDEAS}.grade_second", "g4": f"{IDEAS}.grade_honour",
    },
    "trip.rule.v002": {"abroad": "research.trip_report.months_abroad", "mainland": "research.trip_report.months_mainland"},
    "report.freq.v002": {"times": "administration.council_report.approved"},
}  # fmt: skip
ITEM = {"date": "date", "partner": "partners", "course": "title", "attendance": "headcount"}
LISTED = {
    "training.item.v000": Listed(key=f"{TRAINING}@前一年度", told_by="course", fields=ITEM),
    "training.item.v003": Listed(key=TRAINING, told_by="course", fields=ITEM),
    "training.item.v004": Listed(key=TRAINING, told_by="course", fields=ITEM),
}
# The number of a session, of a meeting, of a heading: a name, and no figure.
NAMES: dict[str, tuple[str, ...]] = {
    "council.count.v000": ("term1", "meeting1", "term2", "meeting2"),
    "council.v004": ("term", "meeting"),
    "mailbox.count.v000": ("next",),
    "traffic.v004": ("no",),
    "inspection.quarterly.v000": ("q1", "q2"),
}
# What no record says: the documents contradict themselves there (see above).
CONTRADICTED = {("callcenter.classes.v000", "immediate_rate"), ("callcenter.v004", "immediate_rate"), ("training.head.v000", "attendance")}
