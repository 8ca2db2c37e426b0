"""The tables of draws, visits, year plans and the team's grades, each in its own file."""

from yankao.divisions.engineering.draws import seed, team_grade
from yankao.divisions.engineering.draws.draw_tables import Access, Draw, Place, Reader, Reveal, Visit
from yankao.divisions.engineering.draws.quota import YearPlan

__all__ = ["Access", "Draw", "Place", "Reader", "Reveal", "Visit", "YearPlan", "seed", "team_grade"]
