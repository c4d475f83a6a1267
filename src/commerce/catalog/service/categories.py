"""Use cases of the category tree."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update

from commerce.catalog import rules
from commerce.catalog.events import CategoryChanged, CategoryMoved
from commerce.catalog.models import Category
from commerce.catalog.service.shared import drop, free_slug
from commerce.catalog.types import Shelf, ShelfPatch
from commerce.kernel import html
from commerce.kernel.db import Tx, bump
from commerce.kernel.ids import new_id
from commerce.kernel.locks import lock

_UNIQUE = {"uq_catalog_category_slug": ("input", "slug")}
_TREE = "catalog_category_tree"


async def ensure_category(tx: Tx, names: Sequence[str], *, language: str = "en") -> UUID:
    """The category at the end of a path of names, made where there is none; returns its id.

    Raises:
        LimitReached: the path is longer than a tree is deep.
        ValueError: the path is empty.
    """
    if not names:
        raise ValueError("a category path has at least one name")
    await lock(tx, _TREE)
    parent: Category | None = None
    for name in names:
        parent = await _child(tx, parent, name) or await _create(
            tx, Shelf(name={language: name}), parent
        )
    assert parent is not None
    return parent.id


async def _child(tx: Tx, parent: Category | None, name: str) -> Category | None:
    words = func.jsonb_each_text(Category.name).table_valued("key", "value")
    stmt = select(Category).where(
        Category.parent_id.is_not_distinct_from(parent.id if parent else None),
        select(words.c.key).where(words.c.value == name).exists(),
    )
    found: Category | None = await tx.one_or_none(stmt.order_by(Category.id).limit(1))
    return found


async def create_category(tx: Tx, new: Shelf, *, parent_id: UUID | None = None) -> Category:
    """Add a category, last among its siblings.

    Raises:
        NotFound: there is no such parent.
        LimitReached: the tree would be too deep.
        Conflict: the slug is taken.
    """
    await lock(tx, _TREE)
    return await _create(tx, new, await _parent(tx, parent_id))


async def _parent(tx: Tx, parent_id: UUID | None) -> Category | None:
    if parent_id is None:
        return None
    return await tx.get(Category, parent_id, path=("input", "parent"))


async def _create(tx: Tx, new: Shelf, parent: Category | None) -> Category:
    key = new_id()
    row = Category(
        id=key,
        parent_id=parent.id if parent else None,
        slug=new.slug or await free_slug(tx, Category, new.name),
        name=dict(new.name),
        description=html.clean_all(new.description),
        position=await _next_position(tx, parent),
        path=rules.path_below(parent.path if parent else "", key),
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    tx.emit(CategoryChanged(category_id=row.id))
    return row


async def _next_position(tx: Tx, parent: Category | None) -> int:
    siblings = Category.parent_id.is_not_distinct_from(parent.id if parent else None)
    last = await tx.one_or_none(select(func.max(Category.position)).where(siblings))
    return 0 if last is None else int(last) + 1


async def update_category(
    tx: Tx, category_id: UUID, patch: ShelfPatch, *, expected_version: int | None = None
) -> Category:
    """Change the words or the place of a category.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        Conflict: the slug is taken.
    """
    row = await tx.get(Category, category_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    row.slug = patch.slug if patch.slug is not None else row.slug
    row.name = dict(patch.name) if patch.name is not None else row.name
    row.position = patch.position if patch.position is not None else row.position
    if patch.description is not None:
        row.description = html.clean_all(patch.description)
    await tx.flush(_UNIQUE)
    tx.emit(CategoryChanged(category_id=row.id))
    return row


async def move_category(
    tx: Tx, category_id: UUID, parent_id: UUID | None, *, expected_version: int | None = None
) -> Category:
    """Put a category, with all below it, under another parent (None: make it a root).

    Raises:
        NotFound: there is no such category or parent.
        StaleVersion: somebody else changed it.
        InvalidInput: it would contain itself.
        LimitReached: the tree would be too deep.
    """
    await lock(tx, _TREE)
    row = await tx.get(Category, category_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    parent = await _parent(tx, parent_id)
    below = Category.path.startswith(row.path, autoescape=True)
    deepest = select(Category.path).where(below).order_by(func.length(Category.path).desc())
    above = parent.path if parent else ""
    rules.check_move(row.path, above, deepest=await tx.one_or_none(deepest.limit(1)))
    was, row.path = row.path, rules.path_below(above, row.id)
    row.position = await _next_position(tx, parent)
    row.parent_id = parent_id
    await tx.flush()
    await tx.session.execute(
        update(Category)
        .where(Category.path.startswith(was, autoescape=True), Category.id != row.id)
        .values(
            path=func.concat(row.path, func.substr(Category.path, len(was) + 1)),
            version=Category.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    tx.emit(CategoryChanged(category_id=row.id))
    tx.emit(CategoryMoved(category_id=row.id))
    return row


async def delete_category(
    tx: Tx, category_id: UUID, *, expected_version: int | None = None
) -> None:
    """Delete a category that has none below it; its products stay.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        InUse: there are categories below it.
    """
    row = await tx.get(Category, category_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    await drop(tx, row)
    tx.emit(CategoryChanged(category_id=category_id))
    tx.emit(CategoryMoved(category_id=category_id))
