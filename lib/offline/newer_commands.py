"""Commands that the service has and the embedded server has not, in Lua over what it has.

XDELEX and XACKDEL, and BITOP's DIFF, DIFF1, ANDOR and ONE, as
https://redis.io/docs/latest/commands/ has them, since Redis 8.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MOST = 2**64


class MalformedCommandError(ValueError):
    """The command is not of its own form; the text is what a server that knows it would say."""


def translated(command: Sequence[bytes]) -> list[bytes]:
    """The command as the embedded server understands it; itself where there is nothing to do."""
    name = command[0].upper()
    if name == b"BITOP" and len(command) > 1 and command[1].upper() in _NEWER_BITOPS:
        return _bitop(command[1].upper(), list(command[2:]))
    before_ids = {b"XDELEX": 2, b"XACKDEL": 3}.get(name)
    if before_ids is None:
        return list(command)
    if len(command) < before_ids + 3:
        said = name.decode().lower()
        msg = f"ERR wrong number of arguments for '{said}' command"
        raise MalformedCommandError(msg)
    group = command[2] if name == b"XACKDEL" else b""
    policy, ids = _options(iter(command[before_ids:]))
    acknowledged = b"1" if name == b"XACKDEL" else b"0"
    return [b"EVAL", _DELETE, b"1", command[1], policy, acknowledged, group, *ids]


def _bitop(operation: bytes, keys: list[bytes]) -> list[bytes]:
    # Each but ONE sets a first source apart from the others, of which there must be some.
    if len(keys) < (2 if operation == b"ONE" else 3):
        msg = f"ERR BITOP {operation.decode()} must be called with at least two source keys."
        if operation == b"ONE" or len(keys) < 2:
            msg = "ERR wrong number of arguments for 'bitop' command"
        raise MalformedCommandError(msg)
    return [b"EVAL", _BITOP, b"%d" % len(keys), *keys, operation]


def _options(words: Iterator[bytes]) -> tuple[bytes, list[bytes]]:
    policy, ids = b"", list[bytes]()
    for word in words:
        option = word.upper()
        if option in {b"KEEPREF", b"DELREF", b"ACKED"} and not policy:
            policy = option
        elif option == b"IDS" and not ids:
            ids = _ids(words)
        else:
            raise MalformedCommandError("ERR syntax error")
    if not ids:
        raise MalformedCommandError("ERR syntax error")
    return policy or b"KEEPREF", ids


def _ids(words: Iterator[bytes]) -> list[bytes]:
    count = next(words, b"")
    if not re.fullmatch(rb"[1-9]\d{0,8}", count):
        raise MalformedCommandError("ERR Number of IDs must be a positive integer")
    ids = [_id(word) for _, word in zip(range(int(count)), words, strict=False)]
    if len(ids) < int(count):
        msg = "ERR The `numids` parameter must match the number of arguments"
        raise MalformedCommandError(msg)
    return ids


def _id(word: bytes) -> bytes:
    parts = re.fullmatch(rb"(\d{1,20})(?:-(\d{1,20}))?", word)
    numbers = [int(part or 0) for part in parts.groups()] if parts else [_MOST]
    if max(numbers) >= _MOST:
        msg = "ERR Invalid stream ID specified as stream command argument"
        raise MalformedCommandError(msg)
    return b"%d-%d" % tuple(numbers)


_NEWER_BITOPS = frozenset((b"DIFF", b"DIFF1", b"ANDOR", b"ONE"))

# KEYS to, from, …;  ARGV operation.  Shorter values count as if they ended in zeros.
_BITOP = b"""
local values, length, result = {}, 0, {}
for i = 2, #KEYS do
  local value = redis.pcall('GET', KEYS[i])
  if type(value) == 'table' then return value end
  values[i - 1] = value or ''
  length = math.max(length, #values[i - 1])
end
local function byte(i, at) return values[i]:byte(at) or 0 end
for at = 1, length do
  local any, several = 0, 0
  for i = (ARGV[1] == 'ONE' and 1 or 2), #values do
    several = bit.bor(several, bit.band(any, byte(i, at)))
    any = bit.bor(any, byte(i, at))
  end
  local first = byte(1, at)
  if ARGV[1] == 'DIFF' then any = bit.band(first, bit.bnot(any))
  elseif ARGV[1] == 'DIFF1' then any = bit.band(any, bit.bnot(first))
  elseif ARGV[1] == 'ANDOR' then any = bit.band(first, any)
  else any = bit.band(any, bit.bnot(several)) end
  result[at] = string.char(any)
end
if length == 0 then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], table.concat(result)) end
return length
"""

# KEYS stream;  ARGV policy, acknowledged (0/1), group, id, …
# An id is compared as text, shorter before longer, since Lua's numbers end at 2^53.
_DELETE = b"""
local key, policy, acknowledge, group = KEYS[1], ARGV[1], ARGV[2] == '1', ARGV[3]
local codes, groups = {}, {}
if redis.call('EXISTS', key) == 0 then
  for i = 4, #ARGV do table.insert(codes, -1) end
  return codes
end
local told = redis.pcall('XINFO', 'GROUPS', key)
if told.err then return told end
for _, pairs_of in ipairs(told) do
  local one = {}
  for i = 1, #pairs_of, 2 do one[pairs_of[i]] = pairs_of[i + 1] end
  table.insert(groups, one)
end
local function less(a, b) return #a < #b or (#a == #b and a < b) end
local function before(a, b)
  local a_ms, a_seq = a:match('(%d+)-(%d+)')
  local b_ms, b_seq = b:match('(%d+)-(%d+)')
  return less(a_ms, b_ms) or (a_ms == b_ms and less(a_seq, b_seq))
end
local function still_needed(id)
  for _, one in ipairs(groups) do
    if before(one['last-delivered-id'], id) then return true end
    if #redis.call('XPENDING', key, one.name, id, id, 1) > 0 then return true end
  end
  return #groups == 0
end
local function delete(id)
  local held = not acknowledge or redis.call('XACK', key, group, id) == 1
  if policy == 'DELREF' then
    for _, one in ipairs(groups) do redis.call('XACK', key, one.name, id) end
  end
  if not held or #redis.call('XRANGE', key, id, id) == 0 then return -1 end
  if policy == 'ACKED' and still_needed(id) then return 2 end
  return redis.call('XDEL', key, id)
end
for i = 4, #ARGV do table.insert(codes, delete(ARGV[i])) end
return codes
"""
