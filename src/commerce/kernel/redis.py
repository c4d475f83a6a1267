"""Texts by their hash in Redis or Valkey, for all processes; without it each has its own."""

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_PREFIX = "commerce:document:"
_KEPT_SECONDS = 86_400
_PATIENCE = 0.25  # seconds; whoever waits longer is better off sending the text


class RedisDocuments:
    """Keeps a text for a day after its last use; a Redis that is away is like an empty one."""

    def __init__(self, url: str) -> None:
        self._client = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
        )

    async def get(self, digest: str) -> str | None:
        """The text with this SHA-256."""
        try:
            text: str | None = await self._client.getex(_PREFIX + digest, ex=_KEPT_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("redis_not_reached", reason=type(error).__name__)
            return None
        return text

    async def put(self, digest: str, text: str) -> None:
        """Keep a text for the others."""
        try:
            await self._client.set(_PREFIX + digest, text, ex=_KEPT_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("redis_not_reached", reason=type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
