"""An embedded PostgreSQL: found or shipped binaries, one server per data folder, no setup."""

from commerce.kernel.postgres.errors import PostgresUnavailable
from commerce.kernel.postgres.folders import default_data_dir
from commerce.kernel.postgres.server import EmbeddedPostgres
from commerce.kernel.postgres.watch import keep_alive

__all__ = ["EmbeddedPostgres", "PostgresUnavailable", "default_data_dir", "keep_alive"]
