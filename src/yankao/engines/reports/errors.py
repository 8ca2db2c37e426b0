"""What is refused when a report is made."""


class ReportError(ValueError):
    """A report type or its text is wrong; every line of the message names a file and a line."""
