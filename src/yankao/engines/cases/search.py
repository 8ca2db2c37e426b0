"""What a case is found by: the folded text of its facts, the tokens of that text, and its district."""

from django.db.models import Func, QuerySet

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseDetail
from yankao.kernel import search
from yankao.kernel.text import covering_tokens, normalise, tokens_of


def haystack(case: Case, procedure: Procedure, detail: CaseDetail | None) -> str:
    """Return the folded text in which a case is searched: never anything of the reporter."""
    parts = [case.number, case.external_id, case.title, case.description, case.address]
    if procedure.searches:
        detail = detail or procedure.detail._default_manager.get(pk=case.pk)
        parts += [str(getattr(detail, name) or "") for name in procedure.searches]
    return normalise(" ".join(part for part in parts if part))


def case_tokens(folded: str, district: str | None) -> list[str]:
    """Return the tokens of a case: its single characters, pairs and words, and where it is.

    With its district among them the index itself finds a word in a place, however many cases the word and the place have each.
    """
    return [*tokens_of(folded), *([_place(district)] if district else [])]


def search_column(case: Case) -> Func:
    """Return the expression that makes the search column of a case whose folded text is made."""
    return search.vector_of(case_tokens(case.haystack, case.district_id))


def searched(cases: QuerySet[Case], query: str, *, district: str = "") -> QuerySet[Case]:
    """Return the cases in whose text all words of the query stand, those of a district where one is named."""
    if not district:
        return search.searched(cases, query)
    if not covering_tokens(query):
        return search.searched(cases.filter(district_id=district), query)
    # The district is no condition of its own: the database would look up all its cases beside the few of the word.
    return search.searched(cases, query, also=[_place(district)])


def _place(district: str) -> str:
    # A sign that no token of a text begins with.
    return f"@{district}"
