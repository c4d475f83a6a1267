"""Runs an import: batches of products, each product written in a transaction of its own.

An import that was cut off is simply run again: what is in already compares as unchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg.errors
from sqlalchemy.exc import DBAPIError, IntegrityError

from commerce.imports import shape
from commerce.imports.report import ImportReport
from commerce.imports.rules import Change, ChangeKind, plan
from commerce.imports.service import write
from commerce.imports.service.known import Snapshot, in_words, look
from commerce.imports.service.shop import Shop, shop_of
from commerce.imports.shopify import MAX_PROBLEMS, read_products
from commerce.imports.types import (
    Fact,
    FileRead,
    ImportRequest,
    Problem,
    ProblemKey,
    ProductDraft,
    ProductLeft,
    Severity,
)
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, broken_constraint
from commerce.kernel.errors import DomainError
from commerce.kernel.money import exponent

BATCH = 50
MAX_CHANGES = 1000
_TRIES = 3
_TIES = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)


class Tell(Protocol):
    """Told how many products are done."""

    def __call__(self, products: int, *, last: bool) -> None: ...


def _silent(products: int, *, last: bool) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Tally:
    """What has happened so far."""

    kinds: dict[ChangeKind, int] = field(default_factory=lambda: dict.fromkeys(ChangeKind, 0))
    failed: int = 0
    rows: int = 0
    files: int = 0
    severities: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def note(self, found: Problem | ProductLeft | FileRead) -> None:
        """Count what the reader says beside products."""
        if isinstance(found, Problem):
            self.severities[found.severity] += 1
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(found)
        elif isinstance(found, ProductLeft):
            self.failed += 1
        else:
            self.rows += found.rows
            self.files += 1

    def count(self, change: Change) -> None:
        """Count a product that was written, or left as it is."""
        self.kinds[change.kind] += 1
        if change.kind is not ChangeKind.UNCHANGED and len(self.changes) < MAX_CHANGES:
            self.changes.append(change)

    @property
    def products(self) -> int:
        return sum(self.kinds.values()) + self.failed

    def report(self, request: ImportRequest) -> ImportReport:
        """The counts and the first of all changes and problems."""
        changed = self.kinds[ChangeKind.CREATE] + self.kinds[ChangeKind.UPDATE]
        return ImportReport(
            created=self.kinds[ChangeKind.CREATE],
            updated=self.kinds[ChangeKind.UPDATE],
            unchanged=self.kinds[ChangeKind.UNCHANGED],
            failed=self.failed,
            refused=len(request.paths) - self.files,
            rows_read=self.rows,
            errors=self.severities[Severity.ERROR],
            warnings=self.severities[Severity.WARNING],
            changes=tuple(self.changes),
            changes_omitted=changed - len(self.changes),
            problems=tuple(self.problems),
            problems_omitted=sum(self.severities.values()) - len(self.problems),
            dry_run=request.dry_run,
        )


async def import_products(
    db: Database, request: ImportRequest, cache: Cache, *, tell: Tell = _silent
) -> ImportReport:
    """Bring the products of files in; what cannot be is reported and the rest goes on.

    Raises:
        BadInput: there is no such seller or channel, or it does not sell in the currency.
    """
    shop = await shop_of(db, cache, request)
    tally, batch = _Tally(), []
    for found in read_products(
        request.paths, exponent=exponent(shop.currency), encoding=request.encoding
    ):
        if not isinstance(found, ProductDraft):
            tally.note(found)
            continue
        batch.append(_settled(found, shop, tally))
        if len(batch) == BATCH:
            await _import_batch(db, shop, batch, tally, request)
            batch.clear()
            tell(tally.products, last=False)
    await _import_batch(db, shop, batch, tally, request)
    tell(tally.products, last=True)
    return tally.report(request)


def _settled(draft: ProductDraft, shop: Shop, tally: _Tally) -> ProductDraft:
    found = len(shape.gallery(draft))
    if found > shape.MAX_IMAGES:
        facts: dict[str, Fact] = {"found": found, "limit": shape.MAX_IMAGES}
        tally.note(
            Problem(
                ProblemKey.TOO_MANY_IMAGES,
                Severity.WARNING,
                draft.file,
                draft.row,
                facts=facts,
            )
        )
    return shape.settled(draft, category=shop.category)


async def _import_batch(
    db: Database,
    shop: Shop,
    drafts: Sequence[ProductDraft],
    tally: _Tally,
    request: ImportRequest,
) -> None:
    if not drafts:
        return
    snapshot = await look(db.reader(), shop, drafts)
    for draft in drafts:
        known = snapshot.products.get(shape.external_ref(shop.seller, draft.handle))
        words = in_words(known, draft, shop.language) if known else None
        change = plan(draft, words, stored=shape.STORED)
        problem = None
        if change.kind is not ChangeKind.UNCHANGED and not request.dry_run:
            problem = await _write(db, shop, change, snapshot, language=request.report_language)
        if problem is None:
            tally.count(change)
        else:
            tally.note(problem)
            tally.failed += 1


async def _write(
    db: Database, shop: Shop, change: Change, snapshot: Snapshot, *, language: str
) -> Problem | None:
    """Write one product or none of it; the reason when it could not be."""
    for attempt in range(_TRIES):
        try:
            await _write_once(db, shop, change, snapshot)
        except DomainError as error:
            return _problem(change, ProblemKey.PRODUCT_REFUSED, reason=_words(error, language))
        except IntegrityError as error:
            return _problem(change, ProblemKey.ALREADY_THERE, what=broken_constraint(error))
        except DBAPIError as error:
            if isinstance(error.orig, _TIES) and attempt + 1 < _TRIES:
                continue
            if not isinstance(error.orig, psycopg.DataError):
                raise
            reason = str(error.orig).splitlines()[0]
            return _problem(change, ProblemKey.NOT_STORABLE, reason=reason)
        return None
    raise AssertionError("unreachable")


async def _write_once(db: Database, shop: Shop, change: Change, snapshot: Snapshot) -> None:
    draft = change.draft
    known = snapshot.products.get(shape.external_ref(shop.seller, draft.handle))
    async with db.transaction() as tx:
        if known is not None:
            await write.update(tx, shop, change, known)
            return
        slug = shape.product_slug(draft.handle, shop.seller, snapshot.slugs)
        await write.create(tx, shop, draft, slug)
    if slug is not None:
        snapshot.slugs.add(slug)


def _words(error: DomainError, language: str) -> str:
    place = " / ".join(part for part in error.path if part != "input")
    said = error.message("uz-Latn" if language == "uz" else language)
    return f"{said} ({place})" if place else said


def _problem(change: Change, key: ProblemKey, **facts: Fact) -> Problem:
    draft = change.draft
    return Problem(key, Severity.ERROR, draft.file, draft.row, column="Handle", facts=facts)
