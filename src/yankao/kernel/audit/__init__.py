"""稽核: who did what to which subject and when, written once, chained, sealed and checkable."""

from yankao.kernel.audit.chain import Deed, digest, record, record_many
from yankao.kernel.audit.check import Finding, What, verify
from yankao.kernel.audit.seals import seal

__all__ = ["Deed", "Finding", "What", "digest", "record", "record_many", "seal", "verify"]
