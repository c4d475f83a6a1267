"""Use cases of media."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, delete, literal

from commerce.kernel.db import Tx
from commerce.kernel.ids import new_id
from commerce.media import rules
from commerce.media.models import File


def add_file(
    tx: Tx, url: str, alt: Mapping[str, str], *, path: tuple[str, ...] = ("input", "url")
) -> UUID:
    """Refer to a file by its address; returns its id.

    Raises:
        InvalidInput: the address is none of http or https.
    """
    row = File(id=new_id(), url=rules.address(url, path=path), alt=dict(alt))
    tx.add(row)
    return row.id


async def drop_files(tx: Tx, ids: Collection[UUID]) -> None:
    """Forget files that nothing refers to any more."""
    if ids:
        await tx.session.execute(
            delete(File).where(File.id == any_(literal(sorted(ids), ARRAY(Uuid))))
        )
