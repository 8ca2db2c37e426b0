"""What the parts written without a template must keep: every text is escaped, and the marks of a page stand where they belong."""

from datetime import datetime

import pytest
from django.template import Context

from yankao.kernel.days import TAIPEI
from yankao.shell.context import Entry
from yankao.shell.due import Lamp, Light
from yankao.shell.parts import case_rows, entries, options, suggestions
from yankao.shell.tables import Row, Table

EVIL, SAFE = "\"><script>alert('1')</script>&", "&quot;&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;"


def a_table() -> Table:
    row = Row(
        id=7, number=EVIL, title=EVIL, procedure=EVIL, step=EVIL, agency=EVIL, handler=EVIL, received_at=datetime(2026, 3, 1, 9, 5, tzinfo=TAIPEI),
        lamp=Lamp(light=Light.LATE, says=EVIL, when=EVIL), marks=(EVIL,), is_simulated=True, cells=(EVIL, "—"),
    )  # fmt: skip
    return Table(columns=(EVIL, EVIL), rows=(row,), count="1", before="", after="", shows_procedure=True, agencies=())


@pytest.mark.parametrize("page", [{}, {"has_pick": True, "is_staff_page": True}, {"compact": True}])
def test_no_text_of_a_case_becomes_markup(page: dict[str, object]) -> None:
    html = case_rows(Context(page), a_table())
    assert "<script" not in html
    assert "alert('1')" not in html
    assert SAFE in html


def test_no_choice_suggestion_or_entry_becomes_markup() -> None:
    entry = Entry(name=EVIL, url=EVIL, is_current=False, badge=3)
    for html in (options([(EVIL, EVIL)]), suggestions([EVIL]), entries([entry])):
        assert "<script" not in html
        assert SAFE in html


def test_only_the_chosen_is_marked() -> None:
    assert options([(1, "一"), (2, "二")], 2) == '<option value="1">一</option><option value="2" selected>二</option>'


def test_many_unread_notices_are_not_counted_to_the_end() -> None:
    assert "99+<" in entries([Entry(name="通知", url="/notices/", is_current=True, badge=120)])


def test_names_of_staff_and_boxes_to_tick_stand_only_where_the_page_has_them() -> None:
    plain, full = case_rows(Context({}), a_table()), case_rows(Context({"has_pick": True, "is_staff_page": True}), a_table())
    assert plain.count("checkbox") == 0 < full.count("checkbox")
    assert full.count(SAFE) > plain.count(SAFE)


def test_simulated_cases_are_marked_but_in_a_demonstration() -> None:
    assert "模擬" in case_rows(Context({}), a_table())
    assert "模擬" not in case_rows(Context({"is_demo": True}), a_table())
