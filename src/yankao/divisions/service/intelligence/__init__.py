"""Suggestions at intake: who executes, which item it is, whether it was reported before; a suggestion decides nothing."""
