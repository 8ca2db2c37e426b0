"""評定名次: the official rule, exactly; and that nothing but the sheets decides, in whatever order they came."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.engines.panel.fairness import adjusted, spreads
from yankao.engines.panel.ranking import Mark, graded, half_up, ranked, total, without
from yankao.engines.panel.rules import Criterion, Grade, Method, Rule, Tie
from yankao.engines.panel.solve import Wanted, allocate, share_out, share_sheets

MEAN, RANKS = Rule(method=Method.MEAN), Rule(method=Method.RANK_SUM)
BANDS = (Grade(key="a", name="甲等", at_least=Decimal(80)), Grade(key="b", name="乙等", at_least=Decimal(70)))


def mark(judge, entry, points, *parts):
    return Mark(judge=judge, entry=entry, points=Fraction(points), parts=tuple(map(Fraction, parts)))


def sheets(**entries):
    """Return marks from entry=(points of judge 1, of judge 2, …)."""
    return [mark(f"J{n}", entry, points) for entry, given_points in entries.items() for n, points in enumerate(given_points) if points is not None]


def order(marks, rule=MEAN, **kwargs):
    return [(each.entry, each.rank) for each in ranked(marks, rule, **kwargs)]


many = st.lists(
    st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from("PQRST"), st.decimals(0, 100, places=2)),
    min_size=1, max_size=60, unique_by=lambda row: row[:2],
).map(lambda rows: [mark(judge, entry, points) for judge, entry, points in rows])  # fmt: skip
rules = st.builds(
    Rule, method=st.sampled_from(Method), places=st.integers(0, 3), ties=st.lists(st.sampled_from(Tie), max_size=3, unique=True).map(tuple)
)


@pytest.mark.parametrize(
    ("points", "score", "grade"), [((79, 80, 79), 79, "b"), ((79, 80), 80, "a"), (("69.4",), 69, ""), (("69.5",), 70, "b"), ((90, 69), 80, "a")]
)
def test_the_mean_is_rounded_half_up_to_a_whole_number_and_read_off_the_bands(points, score, grade):
    placed = ranked(sheets(X=points), Rule(method=Method.MEAN, places=0))
    assert placed[0].score == score
    assert graded(placed, BANDS).grades["X"] == grade


@pytest.mark.parametrize(("share", "of", "text"), [(46, 159, "28.93"), (113, 159, "71.07"), (53, 126, "42.06"), (21, 64, "32.81")])
def test_shares_are_rounded_half_up(share, of, text):
    assert str(half_up(Fraction(100 * share, of), 2)) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 5))
def test_a_half_is_always_rounded_away_from_nothing(whole, places):
    half = Fraction(2 * whole + 1, 2 * 10**places)
    assert abs(half_up(half, places)) == Decimal((abs(2 * whole + 1) + 1) // 2).scaleb(-places)


def test_seventy_three_proposals_give_three_eighteen_twenty_five_and_five():
    quotas = (("top", 3), ("first", 18), ("second", 25), ("honour", 5))
    marks = [mark(f"J{j}", f"P{n:02d}", 95 - n * Fraction(1, 2)) for n in range(73) for j in range(7)]
    awarded = graded(ranked(marks, RANKS), [Grade(key=key, name=key, quota=quota) for key, quota in quotas])
    counts = [sum(grade == key for grade in awarded.grades.values()) for key in ("top", "first", "second", "honour", "")]
    assert counts == [3, 18, 25, 5, 22]
    assert awarded.contested == ()


def test_a_tie_that_a_quota_cuts_through_is_left_to_the_meeting_and_what_is_below_waits():
    marks = sheets(A=(90, 90), B=(80, 80), C=(80, 80), D=(70, 70))
    grades = (Grade(key="top", name="優", quota=2), Grade(key="next", name="甲", quota=2))
    awarded = graded(ranked(marks, MEAN), grades)
    assert awarded.contested == (("B", "C"),)
    assert awarded.grades == {"A": "top", "B": "", "C": "", "D": ""}
    parted = graded(ranked(marks, MEAN, parted={"C": 1, "B": 2}), grades)
    assert parted.grades == {"A": "top", "C": "top", "B": "next", "D": "next"}


def test_equal_entries_share_a_rank_and_the_next_one_is_skipped():
    assert order(sheets(A=(80,), B=(90,), C=(80,), D=(70,))) == [("B", 1), ("A", 2), ("C", 2), ("D", 4)]


def test_sums_of_ranks_differ_from_means_where_one_judge_spreads_wide():
    marks = sheets(A=(90, 85, 50), B=(80, 84, 95))
    assert order(marks, MEAN) == [("B", 1), ("A", 2)]
    assert order(marks, RANKS) == [("A", 1), ("B", 2)]
    assert [each.rank_sum for each in ranked(marks, RANKS)] == [4, 5]


def test_equal_sums_of_ranks_are_parted_by_the_mean_as_declared():
    marks = sheets(A=(90, 70), B=(80, 90))
    assert order(marks, RANKS) == [("A", 1), ("B", 1)]
    assert order(marks, Rule(method=Method.RANK_SUM, ties=(Tie.MEAN,))) == [("B", 1), ("A", 2)]


def test_the_heaviest_part_parts_equal_means():
    marks = [mark("J", "A", 80, 30, 50), mark("J", "B", 80, 50, 30)]
    assert order(marks, Rule(method=Method.MEAN, ties=(Tie.HEAVIEST,)), heaviest=1) == [("A", 1), ("B", 2)]


def test_trimming_leaves_out_one_sheet_at_each_end_but_only_of_enough():
    trimmed = Rule(method=Method.TRIMMED, places=2)
    assert ranked(sheets(A=(10, 80, 81, 82, 100)), trimmed)[0].score == 81
    assert ranked(sheets(A=(10, 80, 81, 82)), trimmed)[0].score == Decimal("63.25")


def test_a_recused_judge_does_not_count_against_the_entry():
    marks = sheets(A=(90, None, 90), B=(80, 80, 80), C=(70, 70, 70))
    assert order(marks, RANKS)[0] == ("A", 1)
    assert [each.sheets for each in ranked(marks, RANKS)] == [2, 3, 3]


def test_a_dropped_judge_leaves_the_order_of_the_others():
    marks = sheets(A=(90, 90, 10), B=(80, 80, 100))
    assert order(marks) == [("B", 1), ("A", 2)]
    assert order(without(marks, "J2")) == [("A", 1), ("B", 2)]


def test_points_of_any_scale_are_weighed_into_a_hundred():
    criteria = (Criterion(key="a", name="甲", weight=Decimal(60), scale=Decimal(10)), Criterion(key="b", name="乙", weight=Decimal(40)))
    assert total(criteria, {"a": Decimal("7.5"), "b": Decimal(50)}) == (Fraction(65), (Fraction(45), Fraction(20)))


@given(many, rules, st.randoms())
def test_the_order_in_which_sheets_are_signed_changes_nothing(marks, rule, rng):
    shuffled = list(marks)
    rng.shuffle(shuffled)
    assert ranked(shuffled, rule) == ranked(marks, rule)
    assert adjusted(shuffled).ranks == adjusted(marks).ranks
    assert spreads(shuffled, differs=Fraction(20)) == spreads(marks, differs=Fraction(20))


@given(many, rules)
def test_ranks_agree_with_the_scores_that_are_published(marks, rule):
    placed = ranked(marks, rule)
    assert len(placed) == len({each.entry for each in marks})
    assert placed[0].rank == 1
    if rule.method is not Method.RANK_SUM:
        scores = [each.score for each in placed]
        assert scores == sorted(scores, reverse=True)
    for before, after in pairwise(placed):
        assert (after.rank == before.rank and after.is_tied) or after.rank > before.rank


@given(many, rules, st.sampled_from("ABCDEFG"))
def test_dropping_a_judge_is_the_same_as_never_having_had_one(marks, rule, judge):
    left = without(marks, judge)
    assert ranked(left, rule) == ranked([each for each in marks if each.judge != judge], rule)
    assert all(each.judge != judge for each in left)


@given(many, st.lists(st.integers(0, 6), min_size=1, max_size=4))
def test_no_quota_is_ever_exceeded_and_nobody_is_passed_over(marks, quotas):
    placed = ranked(marks, MEAN)
    awarded = graded(placed, [Grade(key=str(n), name=str(n), quota=quota) for n, quota in enumerate(quotas)])
    for n, quota in enumerate(quotas):
        assert sum(grade == str(n) for grade in awarded.grades.values()) <= quota
    given_in_order = [awarded.grades[each.entry] or "~" for each in placed]
    assert given_in_order == sorted(given_in_order)


def test_strictness_is_taken_out_where_judges_share_entries():
    truth, strict = {"A": 90, "B": 80, "C": 70}, {"J1": 0, "J2": -15}
    marks = [mark(judge, entry, truth[entry] + strict[judge]) for judge, entry in (("J1", "A"), ("J1", "B"), ("J1", "C"), ("J2", "A"))]
    marks += [mark("J2", "D", 70)]
    found = adjusted(marks)
    assert found.ranks == {"A": 1, "D": 2, "B": 3, "C": 4}
    assert found.effects["J1"] - found.effects["J2"] == pytest.approx(15)
    assert sum(found.effects.values()) == pytest.approx(0)
    assert found.is_comparable


def test_panels_that_share_no_judge_cannot_be_compared():
    assert not adjusted([mark("J1", "A", 90), mark("J2", "B", 80)]).is_comparable
    assert adjusted([]).is_comparable


def test_a_judge_far_off_the_middle_is_named_but_not_of_two():
    found = spreads(sheets(A=(80, 82, 50), B=(90, 40)), differs=Fraction(20))
    assert found["A"].outliers == ("J2",)
    assert found["B"].outliers == ()
    assert found["A"].deviation == pytest.approx(17.926, abs=0.001)


def test_two_hundred_and_eighty_five_calls_are_planned_over_sixty_three_agencies():
    agencies = [f"A{n:03d}" for n in range(63)]
    plan = allocate(285, agencies)
    assert sum(plan.values()) == 285
    assert sorted(set(plan.values())) == [4, 5]
    assert sum(calls == 5 for calls in plan.values()) == 33
    given_out = share_sheets(plan, ["甲", "乙", "丙"], {("甲", agency) for agency in agencies[:20]})
    assert sum(given_out.values()) == 285
    assert not [pair for pair in given_out if pair[0] == "甲" and pair[1] in agencies[:20]]
    loads = [sum(calls for (judge, _), calls in given_out.items() if judge == name) for name in ("甲", "乙", "丙")]
    assert max(loads) - min(loads) <= 1


@given(st.integers(0, 700), st.integers(1, 65))
def test_no_agency_is_called_more_than_once_more_than_another(total_calls, agencies):
    plan = allocate(total_calls, [f"{n:02d}" for n in range(agencies)])
    assert sum(plan.values()) == total_calls
    assert max(plan.values()) - min(plan.values()) <= 1


def test_an_entry_that_everybody_must_recuse_from_is_refused():
    with pytest.raises(ValueError, match="A"):
        share_sheets({"A": 1}, ["甲"], {("甲", "A")})


def test_entries_are_shared_out_evenly_by_field_and_never_against_a_conflict():
    judges, entries = [f"J{n}" for n in range(6)], [f"E{n:02d}" for n in range(20)]
    skills = {judge: ["水利" if n % 2 else "交通"] for n, judge in enumerate(judges)}
    needs = {entry: ["水利" if n % 2 else "交通"] for n, entry in enumerate(entries)}
    conflicts = {("J0", "E00"), ("J2", "E00")}
    found = share_out(Wanted(judges=judges, entries=entries, each=3, conflicts=conflicts, skills=skills, needs=needs))
    assert len(found.pairs) == 60
    assert not conflicts & set(found.pairs)
    assert set(found.loads.values()) == {10}
    assert found.lacking == {}
    assert sum(skills[judge] == needs[entry] for judge, entry in found.pairs) >= 56


def test_what_cannot_be_shared_out_is_told_and_what_is_assigned_stays():
    found = share_out(Wanted(judges=["J0", "J1"], entries=["E0", "E1"], each=2, conflicts={("J0", "E0")}, kept={("J1", "E1")}))
    assert found.lacking == {"E0": 1}
    assert ("J1", "E1") in found.pairs
    assert share_out(Wanted(judges=["J0"], entries=["E0"], each=1, conflicts={("J0", "E0")})).lacking == {"E0": 1}


@given(st.integers(2, 5), st.integers(1, 8), st.sets(st.tuples(st.integers(0, 4), st.integers(0, 7)), max_size=8))
def test_nobody_is_ever_given_what_they_must_recuse_from(judge_count, entry_count, conflicts):
    judges, entries = [f"J{n}" for n in range(judge_count)], [f"E{n}" for n in range(entry_count)]
    barred = {(f"J{judge}", f"E{entry}") for judge, entry in conflicts if judge < judge_count and entry < entry_count}
    found = share_out(Wanted(judges=judges, entries=entries, each=2, conflicts=barred))
    assert not barred & set(found.pairs)
    for entry in entries:
        free = sum((judge, entry) not in barred for judge in judges)
        assert sum(other == entry for _judge, other in found.pairs) == min(2, free)
