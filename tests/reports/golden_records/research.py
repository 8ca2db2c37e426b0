"""Research by staff, theses, prizes, proposals and telephone tests, as many and graded as the sentences say."""

from collections.abc import Callable

from tests.cases.people import at
from tests.divisions.research.test_research_plans import office, proposed
from tests.reports.golden import Book
from tests.reports.golden_records.reviews import NO_GRADE, decided, seat, sign
from tests.reports.golden_records.rows import copied_case

from yankao.divisions.research.procedures.research_plan import ResearchPlan
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case, Passage

PAPERS, WRITING, PRIZE = "research.self_research", "research.thesis_writing", "research.thesis_prize"
AWARD, PHONE, IDEAS = "research.service_award", "research.phone_test", "research.innovation_proposals"
IN_103, IN_104 = at("2014-11-14 10:00"), at("2015-01-20 10:00")


def make(book: Book) -> None:
    """Make the records of one document."""
    for id_, maker in MAKERS.items():
        if book.says(id_):
            maker(book, {slot: int(value) for slot, value in book.of(id_).items()}, id_)


def _plans(book: Book, said: dict[str, int], id_: str) -> None:
    """Propose research, approve a part of it and subsidise a part of that; the last plan takes what is left of the money."""
    each, rest = divmod(said["amount"], said["subsidised"])
    _approved(1, each + rest)
    _approved(said["subsidised"] - 1, each)
    _approved(said["approved"] - said["subsidised"], 0)
    copied_case(_proposed(), said["filed"] - said["approved"], ResearchPlan)


def _proposed() -> Case:
    case = proposed(year=104, asked_amount=10_000)
    Case.objects.filter(pk=case.pk).update(received_at=IN_104)
    Passage.objects.filter(case=case).update(occurred_at=IN_104, recorded_at=IN_104)
    return case


def _approved(count: int, amount: int) -> None:
    facts = {"approved_on": "2015-01-20", "approval_number": "高市研發字第1號", "report_due_on": "2015-09-30", "approved_amount": amount}
    copied_case(advance(_proposed(), "approve", actor=office(), now=IN_104, facts=facts), count, ResearchPlan)


def _papers(book: Book, said: dict[str, int], id_: str) -> None:
    decided(PAPERS, at=IN_103, grades={"top": 2, "first": 8, "second": said["won"] - 10, NO_GRADE: said["filed"] - said["won"]})


def _theses(book: Book, said: dict[str, int], id_: str) -> None:
    day = IN_103 if book.seed == "000" else at("2019-06-14 10:00")
    decided(WRITING, at=day, grades={"granted": said["writing"], NO_GRADE: 2}, groups={"master": said["writing"] + 2})
    decided(PRIZE, at=day, grades={"honour": said["prize"], NO_GRADE: 1}, groups={"master": said["prize"] + 1})


def _nominated(book: Book, said: dict[str, int], id_: str) -> None:
    day = IN_104 if book.seed == "000" else at("2023-05-10 10:00")
    decided(AWARD, at=day, grades={"nominated": said["count"], "reserve": 1, NO_GRADE: 3})


def _tested(book: Book, said: dict[str, int], id_: str) -> None:
    """Test the agencies: in 103 twice, so that each was judged two times and counts once."""
    if book.seed == "000":
        for number, day in enumerate((at("2014-03-28 10:00"), at("2014-09-26 10:00")), 1):
            decided(PHONE, at=day, number=number, grades={"first": said["agencies"]}, agencies=True)
        return
    grades = {"top": said["g1"], "first": said["g2"], "second": said["g3"], "third": said["g4"]}
    decided(PHONE, at=at("2023-06-20 10:00"), grades=grades, agencies=True)


def _tested_twice(book: Book, said: dict[str, int], id_: str) -> None:
    exact = book.of(id_)
    for number, day in enumerate((at("2019-05-24 10:00"), at("2019-11-22 10:00")), 1):
        review = decided(PHONE, at=day, number=number, grades={"first": said["agencies"]}, agencies=True)
        sign(review, said["calls"] if number == 1 else said["samples"] - said["calls"], exact[f"score{number}"])


def _ideas(book: Book, said: dict[str, int], id_: str) -> None:
    grades = {"top": said["g1"], "first": said["g2"], "second": said["g3"], "honour": said["g4"]}
    review = decided(IDEAS, at=at("2019-10-18 10:00"), grades=grades | {NO_GRADE: said["filed"] - sum(grades.values())})
    seat(review, said["panel"])


MAKERS: dict[str, Callable[[Book, dict[str, int], str], None]] = {
    "selfresearch.v000": _plans,
    "selfresearch.award.v000": _papers,
    "thesis.count.v000": _theses,
    "thesis.v004": _theses,
    "award.v000": _nominated,
    "award.v003": _nominated,
    "phone.v000": _tested,
    "phone.v003": _tested,
    "phone.v004": _tested_twice,
    "proposals.v004": _ideas,
}
