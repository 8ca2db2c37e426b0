"""What the importers of this division share: categories by name, refused cases written down, the summary of an import."""

from collections.abc import Callable
from hashlib import blake2b

from yankao.engines.cases.models import Category
from yankao.engines.cases.replay import Replayed
from yankao.engines.cases.replay_words import ReplayedCase
from yankao.engines.connectors.declare import Progress, Summary
from yankao.engines.connectors.rejects import Rejects

UNSORTED = "未分類"


class CategoryBook:
    """The items of one procedure by the names other systems give them; an unknown name becomes an item of its own (未分類)."""

    def __init__(self, procedure: str, *, source: str) -> None:
        """Read the items there are; `source` names the system whose names are looked up."""
        self.procedure = procedure
        self.source = source
        self.made: list[str] = []
        rows = Category.objects.filter(procedure=procedure).order_by("-order", "-pk").values_list("name", "code", "group", "pk")
        self._ids = {name: pk for name, code, group, pk in rows if group != UNSORTED or code.startswith(f"{source}-")}

    def id_of(self, name: str) -> int:
        """Return the item of that name, made now if there is none."""
        if name not in self._ids:
            code = f"{self.source}-{blake2b(name.encode(), digest_size=5).hexdigest()}"
            item, is_new = Category.objects.get_or_create(
                procedure=self.procedure, code=code, defaults={"name": name[:80], "group": UNSORTED, "is_public": False, "order": 9999}
            )
            self._ids[name] = item.pk
            if is_new:
                self.made.append(name)
        return self._ids[name]

    def report(self, progress: Progress) -> None:
        """Tell the operator which items were made."""
        if self.made:
            progress(f"新增「{UNSORTED}」項目 {len(self.made)} 個：{'、'.join(self.made)}")


def refusing(rejects: Rejects) -> Callable[[ReplayedCase, str], None]:
    """Return what writes a refused case to the rejects."""
    return lambda case, reason: rejects.add(case.line, reason, case.text)


def summary_of(told: Replayed, rejects: Rejects) -> Summary:
    """Return the summary of an import: rows read are those taken, known, told twice and rejected."""
    return Summary(
        read=told.imported + told.unchanged + told.duplicates + rejects.count,
        imported=told.imported,
        repaired=told.repaired,
        unchanged=told.unchanged,
        duplicates=told.duplicates,
        rejected=rejects.count,
        rejects_file=str(rejects.path),
    )
