"""The tables of 評審: the pool of experts, the reviews with their entries and panels, the signed sheets and what was decided."""

from yankao.engines.panel.expert_models import Bar, Expert, ExpertTie

__all__ = ["Bar", "Expert", "ExpertTie"]
