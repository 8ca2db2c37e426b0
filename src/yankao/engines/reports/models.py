"""The tables of the reports: figures taken from documents, and editions with their chapters, signatures and frozen figures."""

from yankao.engines.reports.edition_models import Chapter as Chapter
from yankao.engines.reports.edition_models import ChapterStanding as ChapterStanding
from yankao.engines.reports.edition_models import Edition as Edition
from yankao.engines.reports.edition_models import EditionFile as EditionFile
from yankao.engines.reports.edition_models import FrozenFigure as FrozenFigure
from yankao.engines.reports.edition_models import Overruling as Overruling
from yankao.engines.reports.edition_models import Revision as Revision
from yankao.engines.reports.edition_models import Signature as Signature
from yankao.engines.reports.edition_models import Stage as Stage
from yankao.engines.reports.edition_models import Standing as Standing
from yankao.engines.reports.statement_models import Statement as Statement
