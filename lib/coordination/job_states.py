"""The states of a job and what may follow what: the one place that moves a job, in Lua.

::

    none ──▶ queued ◀──────────────┐        queued: stands in its lane's line
               │    ╲              │        running: has an owner's token and a lease
               │     ▶ succeeded   │        over: stands in no line and holds no lease
               ▼                   │
            running ──▶ succeeded, failed, cancelled, expired
               ╰─▶ running: a lease ran out and the next owner took over

Whatever is over but not succeeded may be asked for again. Every script that moves a job begins with
`machine`, and moves it by `enter` alone, so the sets below cannot disagree with the states.
"""

from __future__ import annotations

# What each script's keys are called, in their order. `running` and `heavy` hold the leases of all
# jobs and of heavy ones, `slots` of those inside a request, by when they end; the lines hold what
# waits, by when it was asked for; `cancelled` what was cancelled, by when; `pace` how fast each
# lane is.
KEYS = (
    "job",
    "running",
    "heavy",
    "slots",
    "queue:quick",
    "queue:heavy",
    "cancelled",
    "pace",
)

_MACHINE = """
local JOB, RUNNING, HEAVY, SLOTS, QUICK_LINE, HEAVY_LINE, CANCELLED, PACE = unpack(KEYS, @first)
local AGAIN = {queued = true}
local MAY_FOLLOW = {
  none = AGAIN,
  queued = {running = true, succeeded = true, failed = true, cancelled = true, expired = true},
  running = {queued = true, running = true, succeeded = true, failed = true, cancelled = true},
  succeeded = {},
  failed = AGAIN, cancelled = AGAIN, expired = AGAIN,
}

local function number(name) return tonumber(redis.call('HGET', JOB, name) or '0') or 0 end

local function is_heavy() return redis.call('HGET', JOB, 'lane') == 'heavy' end

local function alive(set, now) return redis.call('ZCOUNT', set, '(' .. tostring(now), '+inf') end

-- Whether one more job of a lane may run: only leases that have not ended count.
local function has_room(heavy, now, most, most_heavy)
  if heavy and alive(HEAVY, now) >= tonumber(most_heavy) then return false end
  return alive(RUNNING, now) < tonumber(most)
end

local function hold(id, until_ms)
  redis.call('HSET', JOB, 'lease_until', until_ms)
  redis.call('ZADD', RUNNING, until_ms, id)
  if is_heavy() then redis.call('ZADD', HEAVY, until_ms, id) end
end

local function leave_sets(id)
  for _, set in ipairs({RUNNING, HEAVY, SLOTS, QUICK_LINE, HEAVY_LINE, CANCELLED}) do
    redis.call('ZREM', set, id)
  end
end

local function enter(id, state, now, changes)
  local was = redis.call('HGET', JOB, 'state') or 'none'
  if not MAY_FOLLOW[was][state] then return false end
  leave_sets(id)
  redis.call('HDEL', JOB, 'token', 'lease_until', 'started_at')
  redis.call('HSET', JOB, 'state', state, 'updated_at', now, unpack(changes))
  if state == 'queued' then
    redis.call('HSET', JOB, 'stage', 'queued', 'progress', '0')
    redis.call('ZADD', is_heavy() and HEAVY_LINE or QUICK_LINE, number('created_at'), id)
  elseif state == 'cancelled' then
    redis.call('ZADD', CANCELLED, now, id)
  end
  return true
end

local function run(id, now, lease_ms, token)
  enter(id, 'running', now, {'stage', 'starting', 'progress', '0', 'token', token,
    'started_at', now, 'attempt', number('attempt') + 1, 'begun', number('begun') + 1})
  hold(id, now + lease_ms)
end

-- How many workers may be or have been at it, also before it was asked for again or forgotten.
local function begun_so_far(id)
  return number('begun') + (redis.call('ZSCORE', CANCELLED, id) and 1 or 0)
end

-- Who may still be at it finds no job; and if they keep a result all the same and die, it is looked
-- for as after a cancellation. Of a job that one worker began and ended, nobody is left.
local function drop(id, now)
  local begun, ended = begun_so_far(id), redis.call('HGET', JOB, 'state') == 'succeeded'
  redis.call('DEL', JOB)
  leave_sets(id)
  if begun > (ended and 1 or 0) then redis.call('ZADD', CANCELLED, now, id) end
end

local function abandon(id, now)
  local facts = {attempts = number('attempt')}
  enter(id, 'failed', now, {'error', cjson.encode({slug = 'job-abandoned', facts = facts})})
end

local function owned_by(token)
  local job = redis.call('HMGET', JOB, 'state', 'token')
  return job[1] == 'running' and job[2] == token
end

-- A job with its place in line, how many run that it waits for, and how fast its lane is.
local function seen(id, now)
  local place = redis.call('ZRANK', QUICK_LINE, id) or redis.call('ZRANK', HEAVY_LINE, id)
  local before = alive(is_heavy() and HEAVY or RUNNING, now)
  return {redis.call('HGETALL', JOB), place, before, redis.call('HGETALL', PACE)}
end
"""


def machine(*, first: int = 1) -> str:
    """The functions, for a script whose keys of `KEYS` begin at number `first`, the last of all."""
    return _MACHINE.replace("@first", str(first))
