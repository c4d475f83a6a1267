"""The read side: statements made once, sent on shared connections, plain rows out.

`Reader` is what callers hold. A statement is compiled by SQLAlchemy (`compiled` at import,
`per_request` when its shape depends on the request) and answered by a `ReadPool`: short ones on
connections that all requests share, those marked slow on connections of their own, on a replica
when the viewer may see one. No transaction, no session state.
"""

from commerce.kernel.reads.connections import ReadLimits, read_json_quickly
from commerce.kernel.reads.figures import BUCKETS, ReadFigures, ReadState
from commerce.kernel.reads.pool import ReadPool
from commerce.kernel.reads.reader import Reader, ReadSource, keyed
from commerce.kernel.reads.statements import Statement, compiled, per_request
from commerce.kernel.reads.tally import Tally, count_statement, tally
from commerce.kernel.reads.written import (
    Viewer,
    allow_replicas,
    only_primary,
    read_written,
    viewer,
    written_form,
)

__all__ = [
    "BUCKETS",
    "ReadFigures",
    "ReadLimits",
    "ReadPool",
    "ReadSource",
    "ReadState",
    "Reader",
    "Statement",
    "Tally",
    "Viewer",
    "allow_replicas",
    "compiled",
    "count_statement",
    "keyed",
    "only_primary",
    "per_request",
    "read_json_quickly",
    "read_written",
    "tally",
    "viewer",
    "written_form",
]
