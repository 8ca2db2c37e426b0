"""How often a stranger may try: enough for everybody behind one address on a bad morning, too little for guessing numbers."""

from datetime import timedelta

REPORT_KIND, REPORTS_MOST, REPORT_WITHIN = "report", 20, timedelta(minutes=10)
TRACK_KIND, TRY_WITHIN = "track", timedelta(minutes=15)
TRIES_MOST = 5
"""Failed tries of one network address."""
TRIES_OF_NUMBER = 20
"""Failed tries of one case number from all addresses: more than its owner needs, so that nobody is locked out by a stranger's five."""
