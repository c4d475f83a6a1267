"""Root query fields of the audit trail and of the switches."""

import strawberry

from commerce.audit import queries, service
from commerce.audit.graphql.inputs import AuditAnchorInput, AuditWhere, SecurityEventWhere
from commerce.audit.graphql.types import AuditEntry, AuditVerdict, SystemFreeze
from commerce.audit.permissions import AUDIT_READ, SYSTEM_MANAGE
from commerce.audit.types import Wanted
from commerce.kernel.access import requires
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.kernel.reads import compiled

_SWITCHES = compiled(queries.switches())


@strawberry.type
class AuditQuery:
    @query(requires(AUDIT_READ))
    async def audit_log(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
        where: AuditWhere | None = None,
    ) -> Connection[AuditEntry]:
        """What staff, sellers, keys and the system itself have done, newest first."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[AuditEntry].read(
            queries.wanted(where.to_wanted() if where else Wanted()),
            queries.NEWEST,
            args,
            make=AuditEntry.of,
            context=info.context,
        )

    @query(requires(AUDIT_READ))
    async def security_events(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
        where: SecurityEventWhere | None = None,
    ) -> Connection[AuditEntry]:
        """What happened to log-ins, keys and roles, and what was stopped; newest first."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[AuditEntry].read(
            queries.security(where.to_wanted() if where else Wanted()),
            queries.NEWEST,
            args,
            make=AuditEntry.of,
            context=info.context,
        )

    @query(requires(AUDIT_READ), cost=100)
    async def audit_verify(
        self, info: Info, anchor: AuditAnchorInput | None = None
    ) -> AuditVerdict:
        """Compute the whole trail anew and compare, with an anchor too if one is given."""
        noted = anchor.to_anchor() if anchor else None
        return AuditVerdict.of(await service.verify(info.context.reader, noted))

    @query(requires(SYSTEM_MANAGE))
    async def system_freezes(self, info: Info) -> list[SystemFreeze]:
        """What is stopped, oldest first; at most one of each scope."""
        rows = await info.context.reader.all(_SWITCHES)
        return [SystemFreeze.of(row) for row in rows]
