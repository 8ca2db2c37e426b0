"""What an operator is told, in one sentence, when a command cannot go on."""


class SiteError(Exception):
    """A command ends here; the message says why and what to do."""

    exit_code = 1


class WrongUseError(SiteError):
    """The command or a setting was not used as meant."""

    exit_code = 2


class ClusterError(SiteError):
    """The embedded database cannot be made, started or stopped."""


class EnvironmentRefusedError(WrongUseError):
    """A setting is unknown or has a value that cannot be meant."""
