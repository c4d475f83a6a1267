"""SQL fragments of media for joins by higher domains."""

from sqlalchemy import Subquery, select

from commerce.media.models import File


def files() -> Subquery:
    """Every file: file_id, url, alt (translated JSONB)."""
    return select(File.id.label("file_id"), File.url, File.alt).subquery("files")
