"""`yankao rotate-keys`: bring all personal data under the newest key."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from yankao.kernel.persons.write import rotate_keys
from yankao.shell.cli.output import put, put_json


def command(*, as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON 摘要")] = False) -> None:
    """將個人資料改以最新的金鑰加密；先把新金鑰加在 YANKAO_KEYS 或 secrets/keys 的最前面，中斷後可重複執行."""
    count = rotate_keys(now=datetime.now(UTC))
    if as_json:
        put_json({"rotated": count})
    else:
        put(f"已改以最新金鑰加密 {count:,} 人的資料；舊金鑰仍請保留，以核對先前的封存")
