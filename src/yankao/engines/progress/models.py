"""The tables of the engine of progress: plans and their baselines, and what is reported on them."""

from yankao.engines.progress.bulletin_models import BulletinIssue as BulletinIssue
from yankao.engines.progress.plan_models import Baseline as Baseline
from yankao.engines.progress.plan_models import BaselineMonth as BaselineMonth
from yankao.engines.progress.plan_models import Exit as Exit
from yankao.engines.progress.plan_models import Level as Level
from yankao.engines.progress.plan_models import Milestone as Milestone
from yankao.engines.progress.plan_models import MilestoneDone as MilestoneDone
from yankao.engines.progress.plan_models import Plan as Plan
from yankao.engines.progress.plan_models import PlanDetail as PlanDetail
from yankao.engines.progress.plan_models import Risk as Risk
from yankao.engines.progress.plan_models import Standing as Standing
from yankao.engines.progress.plan_models import State as State
from yankao.engines.progress.report_models import Alarm as Alarm
from yankao.engines.progress.report_models import AlarmKind as AlarmKind
from yankao.engines.progress.report_models import FillingWindow as FillingWindow
from yankao.engines.progress.report_models import PeriodReport as PeriodReport
from yankao.engines.progress.report_models import ReportEdit as ReportEdit
from yankao.engines.progress.report_models import ReportPassage as ReportPassage
from yankao.engines.progress.report_models import ReportPhoto as ReportPhoto
from yankao.engines.progress.report_models import Source as Source
from yankao.engines.progress.report_models import Verification as Verification
