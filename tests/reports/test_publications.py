"""Each report the commission owes is lived through once: a chapter is late and chased, a freeze too early is refused, then it is approved."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.reports.test_editions import CHAIN
from tests.shell.conftest import NOW, actor, people

from yankao.engines.indicators import registry
from yankao.engines.notices.models import Notice
from yankao.engines.reports import edition_read as read
from yankao.engines.reports import edition_sign as signing
from yankao.engines.reports import editions, markdown, publications
from yankao.engines.reports.editions import Facts
from yankao.engines.reports.models import Edition, Standing
from yankao.engines.reports.statements import import_city
from yankao.engines.reports.tasks import chase_chapters
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
YEAR = Window.of_year("115")


def measured(key: str) -> object:
    indicator, subject = registry.get(key)
    return indicator.value_of(indicator.measure(subject, YEAR))


@pytest.mark.parametrize(
    ("key", "first", "last", "holds"),
    [
        pytest.param("administration.performance_report", "2019-01-01", "2019-12-31", "487億元", marks=pytest.mark.system("performance-report")),
        pytest.param("administration.own_plan", "2023-01-01", "2023-12-31", "279,232", marks=pytest.mark.system("own-plan", "plan-budget")),
        pytest.param("administration.overview", "2023-01-01", "2023-12-31", "政治建設", marks=pytest.mark.system("admin-overview")),
        pytest.param("administration.resolutions_book", "2023-01-01", "2023-06-30", "共0件", marks=pytest.mark.system("council-resolutions")),
    ],
)
def test_a_report_is_chased_refused_too_early_and_approved(key: str, first: str, last: str, holds: str) -> None:
    import_city(actor=job("test"), now=NOW)
    it, editor = publications.get(key), actor("editor")
    facts = Facts(first=date.fromisoformat(first), last=date.fromisoformat(last), session_term=4, session_meeting=2)
    edition = editions.create(it.type, actor=editor, now=NOW, facts=facts)
    late = edition.chapters.first()
    assert late is not None
    agency = Agency.objects.get(slug="rdec-planning")
    editions.assign(late.pk, actor=editor, now=NOW, agency_id=agency.pk, due_at=NOW + timedelta(days=1))
    chase_chapters.function(now=NOW + timedelta(days=2))
    assert Notice.objects.filter(title__startswith="章節逾期未提送", recipient_id=str(agency.pk)).count() == 1
    with pytest.raises(ValidationError, match="尚有章節未審定"):
        signing.freeze(edition.pk, actor=editor, now=NOW)
    with pytest.raises(PermissionDenied):
        signing.freeze(edition.pk, actor=actor("clerk"), now=NOW)
    after = NOW + timedelta(days=3)
    for chapter in edition.chapters.all():
        editions.hand_in(chapter.pk, actor=editor, now=after)
        editions.review(chapter.pk, actor=editor, now=after, is_accepted=True)
    signing.freeze(edition.pk, actor=editor, now=after)
    signing.submit(edition.pk, actor=editor, now=after)
    for username in CHAIN:
        signing.sign(edition.pk, actor=actor(username), now=after, is_approval=True)
    edition.refresh_from_db()
    assert edition.standing == Standing.APPROVED
    assert holds in markdown.write(read.report_of(edition))
    assert (measured(f"{key}.approved"), measured(f"{key}.chapters_in_time")) == (1, 0)


@pytest.mark.system("annual-plan", "plan-outline")
def test_the_draft_of_the_annual_plan_goes_to_the_council_and_its_approved_edition_follows() -> None:
    editor = actor("editor")
    draft = editions.create("annual_plan", actor=editor, now=NOW, facts=Facts(first=date(2027, 1, 1), last=date(2027, 12, 31)))
    with pytest.raises(ValidationError, match="凍結"):
        signing.submit(draft.pk, actor=editor, now=NOW)
    first = draft.chapters.first()
    assert first is not None
    editions.assign(first.pk, actor=editor, now=NOW, agency_id=Agency.objects.get(slug="rdec-planning").pk, due_at=NOW + timedelta(days=1))
    chase_chapters.function(now=NOW + timedelta(days=2))
    assert Notice.objects.filter(title__startswith="章節逾期未提送").exists()
    approve(draft.pk)
    signing.send(draft.pk, actor=editor, now=NOW, number="高市研計字第1號", copies=80, delivered_on=date(2026, 9, 10))
    final = signing.correct(draft.pk, actor=editor, now=NOW, reason="依市議會審定之總預算修正（核定本）")
    chapter = final.chapters.first()
    assert chapter is not None
    editions.write(chapter.pk, actor=editor, now=NOW, text=f"{chapter.text}\n刪減經費者已調整計畫內容。\n")
    approve(final.pk)
    final.refresh_from_db()
    draft.refresh_from_db()
    changed = [pair.after.strip() for pair in read.side_by_side(read.report_of(draft), read.report_of(final)) if not pair.is_same]
    assert changed == ["刪減經費者已調整計畫內容。"]
    assert (draft.standing, draft.council_number) == (Standing.SENT, "高市研計字第1號")


def approve(edition_id: int) -> None:
    edition, editor = Edition.objects.get(pk=edition_id), actor("editor")
    for chapter in edition.chapters.all():
        if chapter.standing == "writing":
            editions.hand_in(chapter.pk, actor=editor, now=NOW)
        editions.review(chapter.pk, actor=editor, now=NOW, is_accepted=True)
    signing.freeze(edition_id, actor=editor, now=NOW)
    signing.submit(edition_id, actor=editor, now=NOW)
    for username in CHAIN:
        signing.sign(edition_id, actor=actor(username), now=NOW, is_approval=True)
