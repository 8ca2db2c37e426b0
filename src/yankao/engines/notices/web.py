"""Messages over HTTP: a POST that follows no redirect, waits a bounded time, and says whether trying again helps."""

from collections.abc import Mapping

import urllib3

from yankao.engines.notices.channels import Later, Refused

SECONDS = 15
LONGEST_ANSWER = 4096
TOO_EARLY = (408, 425, 429)
SERVER_FAULT = 500


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> str:
    """Send and return the beginning of the answer; 2xx is taken, 4xx refuses for good, everything else is tried again."""
    try:
        with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(SECONDS)) as pool:
            response = pool.request("POST", url, body=body, headers=dict(headers), redirect=False, preload_content=False)
            answer = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
            status = response.status
            response.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Later(f"對方無法連線（{type(error).__name__}）") from None
    if 200 <= status < 300:  # noqa: PLR2004 -- the class of answers that says taken
        return answer
    if status in TOO_EARLY or status >= SERVER_FAULT:
        raise Later(f"對方回覆 {status}")
    raise Refused(f"對方回覆 {status}")
