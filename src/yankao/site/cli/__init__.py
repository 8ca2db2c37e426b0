"""The command `yankao`: what an operator types."""

from yankao.site.cli.main import main

__all__ = ["main"]
