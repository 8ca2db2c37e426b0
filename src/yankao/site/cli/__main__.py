"""Lets `python -m yankao.site.cli` do what `yankao` does."""

from yankao.site.cli.main import main

main()
