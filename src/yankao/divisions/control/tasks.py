"""What 管制考核 does by itself: once a day it asks after the monthly statistics of documents and the letters about them."""

from datetime import datetime

from yankao.divisions.control.logic.timeliness import chase_letters
from yankao.kernel import jobs


@jobs.periodic(key="control.chase_document_letters", cron="20 0 * * *")  # 08:20 in Taipei
def chase_document_letters(*, now: datetime) -> None:
    """Tell the division of months without statistics or letters past their day (公文時效催辦)."""
    chase_letters(now=now)
