"""The tables of 評審: the pool of experts, the reviews with their entries and panels, the signed sheets and what was decided."""

from yankao.engines.panel.expert_models import Bar, Expert, ExpertTie
from yankao.engines.panel.review_models import Assignment, Entry, EntryFile, EntryParty, Member, Recusal, Review, Standing
from yankao.engines.panel.score_models import Appeal, Decision, Dissent, FollowUp, Proof, Result, Sheet, SheetLine

__all__ = [
    "Appeal", "Assignment", "Bar", "Decision", "Dissent", "Entry", "EntryFile", "EntryParty", "Expert", "ExpertTie", "FollowUp", "Member", "Proof",
    "Recusal", "Result", "Review", "Sheet", "SheetLine", "Standing",
]  # fmt: skip
