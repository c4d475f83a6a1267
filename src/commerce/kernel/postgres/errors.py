"""What can go wrong with the embedded server, in one line a person can act on."""


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be found, created, started or reached."""
