"""Buckets in Redis or Valkey, shared by all processes; while it is away each has its own."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from commerce.kernel.rates import Buckets, Demand, Taken

log = structlog.get_logger(__name__)

_PREFIX = "commerce:rate:"
_PATIENCE = 0.25  # seconds; a limiter must not hold up what it protects
_AWAY_SECONDS = 5.0
# The rule of `after_taking`, in microseconds and by the clock of the server.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full, left, refused, longest = {}, 0, 0, 0
for i, key in ipairs(KEYS) do
  local amount, burst = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local each = 1000000 / tonumber(ARGV[3 * i])
  local missing = math.max((tonumber(redis.call('GET', key)) or 0) - now, 0)
  local wait = math.min(missing + (amount - burst) * each, missing)
  if wait > longest and wait > 1 then
    refused, longest = i, wait
  end
  full[i] = missing + amount * each
  left = math.floor(burst - full[i] / each)
end
if refused > 0 then
  return {refused, math.ceil(longest)}
end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', now + full[i]), 'PX', math.ceil(full[i] / 1000) + 1)
end
return {0, left}
"""


class SharedBuckets:
    """Takes by one atomic script; a server that fails is left alone for a few seconds."""

    def __init__(self, url: str, own: Buckets) -> None:
        self._client = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),  # a lost answer may hide that it was counted
        )
        self._script = self._client.register_script(_SCRIPT)
        self._own = own
        self._away_until = 0.0
        self._reached = True

    async def take(self, demands: Sequence[Demand]) -> Taken:
        """Take all of it, or nothing: from the shared buckets, or else from our own."""
        if time.monotonic() < self._away_until:
            return await self._own.take(demands)
        keys = [f"{_PREFIX}{pace.name}:{key}" for pace, key, _ in demands]
        numbers: list[float] = []
        for pace, _, amount in demands:
            numbers += (amount, pace.burst, pace.per_second)
        try:
            # Connections are made one after the other: the limit is on the whole wait.
            async with asyncio.timeout(_PATIENCE):
                refused, number = await self._script(keys=keys, args=numbers)
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            if self._reached:
                self._reached = False
                log.warning("limits_not_shared", reason=type(error).__name__)
            return await self._own.take(demands)
        if not self._reached:
            self._reached = True
            log.info("limits_shared_again")
        if refused:
            return Taken(refused=demands[refused - 1].pace, wait=number / 1_000_000)
        return Taken(number)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
