"""How the embedded database uses this machine: measured memory, safe writes, and no network."""

from __future__ import annotations

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
SMALLEST_SHARED_MEMORY = 512 * MEGABYTE


def server_settings(*, socket_folder: str, cluster_name: str, is_throwaway: bool) -> dict[str, str]:
    """Return the settings handed to the server at each start; a throw-away test cluster may lose its writes."""
    memory = memory_bytes() // MEGABYTE
    settings = {
        "cluster_name": cluster_name,
        "unix_socket_directories": f'"{socket_folder}"',
        "unix_socket_permissions": "0700",
        "listen_addresses": "",
        "port": "5432",
        "shared_buffers": f"{max(64, memory // 8)}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "max_wal_size": "4GB",
        "work_mem": f"{max(4, memory // 1024)}MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # The server's log quotes no row and no statement: they hold what people wrote.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "dynamic_shared_memory_type": "posix" if _has_shared_memory() else "mmap",
    }
    if is_throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": f"{max(64, min(256, memory // 8))}MB"}
    return settings


def memory_bytes() -> int:
    """Return the memory of this machine, or the limit of the container when that is lower."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        path = Path(name)
        text = path.read_text(encoding="ascii").strip() if path.is_file() else ""
        if text.isdigit():
            total = min(total, int(text))
    return total


def _has_shared_memory() -> bool:
    """Whether /dev/shm holds a parallel query; containers often give it 64 MB only."""
    try:
        seen = os.statvfs("/dev/shm")  # noqa: S108 -- only its size is asked
    except OSError:
        return True
    return seen.f_bsize * seen.f_blocks >= SMALLEST_SHARED_MEMORY
