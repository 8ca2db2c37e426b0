"""異動紀錄: what was changed in the tables of the administration, with the old and the new value, and who was faster."""

from yankao.kernel.changes.facts import Stale, Subject

__all__ = ["Stale", "Subject"]
