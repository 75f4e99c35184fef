"""The Lua that keeps jobs honest on the Redis server: one script per step, every key in KEYS."""

from __future__ import annotations

from lib.coordination.job_states import machine
from lib.coordination.rate_limit import TAKE_TURN
from lib.ports import Script

# For scripts whose keys of a job follow so many others.
_AFTER_ONE = machine(first=2)
_AFTER_TWO = machine(first=3)
_AFTER_FIVE = machine(first=6)

# Notes what is kept of a user, each by its key's name and with its end, in a set of their own.
_NOTE = """
local function note(owner, now, ttl_ms, name)
  redis.call('ZREMRANGEBYSCORE', owner, '-inf', now)
  redis.call('ZADD', owner, now + tonumber(ttl_ms), name)
  if redis.call('PTTL', owner) < tonumber(ttl_ms) then redis.call('PEXPIRE', owner, ttl_ms) end
end
"""

# KEYS turn, job, upload, uploads, owner;  ARGV turn(4), upload id, ttl ms, field, value, …
OPEN_UPLOAD = Script(
    TAKE_TURN
    + _NOTE
    + """
local state = redis.call('HGET', KEYS[2], 'state')
if state == 'succeeded' then return {turn, 'cached'} end
redis.call('HSET', KEYS[3], unpack(ARGV, 7))
redis.call('PEXPIRE', KEYS[3], ARGV[6])
redis.call('ZADD', KEYS[4], tonumber(ARGV[1]) + tonumber(ARGV[6]), ARGV[5])
note(KEYS[5], tonumber(ARGV[1]), ARGV[6], 'upload:' .. ARGV[5])
return {turn, 'opened'}
"""
)

# KEYS turn, upload, idempotency, uploads, owner, job's(8)
# ARGV turn(4), uid, job id, fingerprint, to the queue (0/1), queue exists (0/1), slots, lease ms,
#      token, job ttl ms, idempotency ttl ms, max attempts, upload id, upload ttl ms, most running,
#      most heavy
ADMIT = Script(
    TAKE_TURN
    + _AFTER_FIVE
    + _NOTE
    + """
local UPLOAD, IDEMPOTENCY, UPLOADS, OWNER = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local now, uid, id = tonumber(ARGV[1]), ARGV[5], ARGV[6]
local has_queue = ARGV[9] == '1'
if redis.call('HGET', UPLOAD, 'uid') ~= uid then return {turn, 'unknown'} end
local repeated
if ARGV[7] ~= '' then
  repeated = redis.call('GET', IDEMPOTENCY)
  if repeated and repeated ~= ARGV[7] then return {turn, 'reused'} end
  redis.call('SET', IDEMPOTENCY, ARGV[7], 'PX', ARGV[14])
  note(OWNER, now, ARGV[14], IDEMPOTENCY:match('idempotency:.*'))
end
local state, attempt = redis.call('HGET', JOB, 'state') or 'none', number('attempt')
local function told(outcome) return {turn, outcome, seen(id, now)} end
if state == 'succeeded' then return {turn, state} end
if state == 'running' and number('lease_until') > now then return told(state) end
-- Without a queue nobody would ever bring what waits: whoever asks does it.
if state == 'queued' and has_queue then return told(state) end
-- A repeat of the very request whose job was cancelled does not undo that.
if state == 'cancelled' and repeated then return told(state) end
if state ~= 'running' or attempt >= tonumber(ARGV[15]) then attempt = 0 end

local heavy = redis.call('HGET', UPLOAD, 'lane') == 'heavy'
local busy = alive(SLOTS, now) >= tonumber(ARGV[10])
  or not has_room(heavy, now, ARGV[18], ARGV[19])
local queued = busy or heavy or ARGV[8] == '1'
if queued and not has_queue then
  if busy then return {turn, 'busy'} end
  queued = false
end
-- The file must outlast the job: it may wait as long as an upload lives.
redis.call('PEXPIRE', UPLOAD, ARGV[17])
redis.call('ZADD', UPLOADS, 'XX', now + tonumber(ARGV[17]), ARGV[16])
note(OWNER, now, ARGV[17], 'upload:' .. ARGV[16])
note(OWNER, now, ARGV[13], 'job:' .. id)
local begun = begun_so_far(id)
leave_sets(id)
redis.call('DEL', JOB)
redis.call('HSET', JOB, unpack(redis.call('HGETALL', UPLOAD)))
redis.call('HSET', JOB, 'created_at', now, 'attempt', attempt, 'generation', ARGV[12],
  'admission', ARGV[12], 'begun', begun)
redis.call('PEXPIRE', JOB, ARGV[13])
enter(id, 'queued', now, {'error', ''})
if queued then return told('enqueue') end
run(id, now, tonumber(ARGV[11]), ARGV[12])
redis.call('ZREMRANGEBYSCORE', SLOTS, '-inf', now)
redis.call('ZADD', SLOTS, now + tonumber(ARGV[11]), id)
return told('claimed')
"""
)

# KEYS job's(8);  ARGV now, job id, token, lease ms, max attempts, most running, most heavy
CLAIM = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
local state = redis.call('HGET', JOB, 'state')
if not state then return {'gone'} end
if state == 'cancelled' then return {state} end
if state ~= 'queued' and state ~= 'running' then return {'final'} end
local left = number('lease_until') - now
if state == 'running' and left > 0 then return {'busy', left} end
if number('attempt') >= tonumber(ARGV[5]) then
  abandon(id, now)
  return {'final'}
end
if not has_room(is_heavy(), now, ARGV[6], ARGV[7]) then return {'full'} end
run(id, now, tonumber(ARGV[4]), ARGV[3])
return {'claimed', seen(id, now)}
"""
)

# KEYS job's(8);  ARGV now, job id, token, lease ms, stage, progress, most running, most heavy
# An owner whose lease ran out may go on only where there still is room for it.
RENEW = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
if not owned_by(ARGV[3]) then return 0 end
if number('lease_until') <= now and not has_room(is_heavy(), now, ARGV[7], ARGV[8]) then
  return 0
end
hold(id, now + tonumber(ARGV[4]))
redis.call('ZADD', SLOTS, 'XX', now + tonumber(ARGV[4]), id)
redis.call('HSET', JOB, 'updated_at', now, 'stage', ARGV[5], 'progress', ARGV[6])
return 1
"""
)

# KEYS job's(8);  ARGV now, job id, token, state, error, measured (0/1), pace kept, pace ttl ms
# What was measured tells how fast its lane is; older work counts for ever less.
FINISH = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
if not owned_by(ARGV[3]) then return 0 end
local took_ms, audio_s = now - number('started_at'), number('audio_s')
enter(id, ARGV[4], now, {'stage', 'done', 'error', ARGV[5]})
if ARGV[4] ~= 'succeeded' then return 1 end
redis.call('HSET', JOB, 'progress', '1')
if ARGV[6] == '1' and audio_s > 0 then
  for name, value in pairs({audio_s = audio_s, took_s = took_ms / 1000, jobs = 1}) do
    local field = (is_heavy() and 'heavy:' or 'quick:') .. name
    local before = tonumber(redis.call('HGET', PACE, field) or '0') or 0
    redis.call('HSET', PACE, field, tostring(before * tonumber(ARGV[7]) + value))
  end
  redis.call('PEXPIRE', PACE, ARGV[8])
end
return 1
"""
)

# KEYS turn, job's(8);  ARGV turn(4), uid, job id
LOOK = Script(
    TAKE_TURN
    + _AFTER_ONE
    + """
if redis.call('HGET', JOB, 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
return {turn, 'found', seen(ARGV[6], tonumber(ARGV[1]))}
"""
)

CANCEL = Script(
    TAKE_TURN
    + _AFTER_ONE
    + """
local now, id = tonumber(ARGV[1]), ARGV[6]
if redis.call('HGET', JOB, 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
enter(id, 'cancelled', now, {})
return {turn, 'found', seen(id, now)}
"""
)

# KEYS turn, owner, job's(8);  ARGV turn(4), uid, job id
FORGET = Script(
    TAKE_TURN
    + _AFTER_TWO
    + """
local now, id = tonumber(ARGV[1]), ARGV[6]
redis.call('ZREM', KEYS[2], 'job:' .. id)
if redis.call('HGET', JOB, 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
local job = seen(id, now)
drop(id, now)
return {turn, 'found', job}
"""
)

# KEYS owner, job's(8);  ARGV now, job id, admission
WITHDRAW = Script(
    _AFTER_ONE
    + """
if redis.call('HGET', JOB, 'admission') ~= ARGV[3] then return 0 end
redis.call('ZREM', KEYS[1], 'job:' .. ARGV[2])
drop(ARGV[2], tonumber(ARGV[1]))
return 1
"""
)

# KEYS job's(8)
# ARGV now, job id, generation, admission, created at, ttl ms, field, value, …
# Somebody may have begun it before it was lost.
RESTORE = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
if redis.call('EXISTS', JOB) == 1 then return {} end
redis.call('HSET', JOB, unpack(ARGV, 7))
redis.call('HSET', JOB, 'created_at', ARGV[5], 'attempt', 0, 'generation', ARGV[3],
  'admission', ARGV[4], 'begun', 1)
redis.call('PEXPIRE', JOB, ARGV[6])
enter(id, 'queued', now, {'error', ''})
return seen(id, now)
"""
)

# KEYS job, upload, uploads, owner
# ARGV now, admission, the job's note, job ttl ms, upload id, upload ttl ms, field, value, …
CONFIRM = Script(
    _NOTE
    + """
local now = tonumber(ARGV[1])
if redis.call('HGET', KEYS[1], 'admission') ~= ARGV[2] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('HSET', KEYS[2], unpack(ARGV, 7))
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[6]), ARGV[5])
note(KEYS[4], now, ARGV[4], ARGV[3])
note(KEYS[4], now, ARGV[6], 'upload:' .. ARGV[5])
return 1
"""
)

# KEYS owner, what is noted;  ARGV the note
STRIKE = Script("redis.call('ZREM', KEYS[1], ARGV[1]) return redis.call('DEL', KEYS[2])")

# KEYS job's(8);  ARGV now, job id
PEEK = Script(machine() + "return seen(ARGV[2], tonumber(ARGV[1]))")

# KEYS job's(8);  ARGV now, job id, token, lane
# What is given back untried does not count as an attempt.
GIVE_BACK = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
if not owned_by(ARGV[3]) then return {} end
enter(id, 'queued', now, {'lane', ARGV[4], 'attempt', number('attempt') - 1})
return seen(id, now)
"""
)

# KEYS job's(8)
# ARGV now, job id, generation, max attempts, queued since at most, re-announced when queued before,
#      queue exists (0/1)
REVIVE = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
local state = redis.call('HGET', JOB, 'state')
if state == 'running' then
  if number('lease_until') > now then return {'alive'} end
  if number('attempt') >= tonumber(ARGV[4]) then
    abandon(id, now)
    return {'failed'}
  end
elseif state == 'queued' then
  if number('created_at') < tonumber(ARGV[5]) then
    local facts = {attempts = number('attempt')}
    enter(id, 'expired', now, {'error', cjson.encode({slug = 'job-expired', facts = facts})})
    return {'expired'}
  end
  if number('updated_at') > tonumber(ARGV[6]) then return {'alive'} end
else
  for _, set in ipairs({RUNNING, HEAVY, SLOTS, QUICK_LINE, HEAVY_LINE}) do
    redis.call('ZREM', set, id)
  end
  return {'gone'}
end
if ARGV[7] == '0' then
  abandon(id, now)
  return {'failed'}
end
-- A job that still waits keeps its generation, which names its task: the queue then tells
-- whether it knows the task, and none is delivered twice for being announced twice.
if state == 'running' then
  enter(id, 'queued', now, {'generation', ARGV[3]})
else
  redis.call('HSET', JOB, 'updated_at', now)
end
return {'requeued', seen(id, now)}
"""
)

# KEYS job's(8);  ARGV now, job id, generation, state, error
# Ends what was admitted and not begun: it waits, or is its own admission's (the token is then the
# generation). What a delivery has claimed meanwhile is that delivery's to end.
CLOSE = Script(
    machine()
    + """
local now, id = tonumber(ARGV[1]), ARGV[2]
local job = redis.call('HMGET', JOB, 'state', 'generation', 'token')
if job[2] ~= ARGV[3] then return 0 end
if job[1] ~= 'queued' and not owned_by(ARGV[3]) then return 0 end
enter(id, ARGV[4], now, {'stage', 'done', 'error', ARGV[5]})
if ARGV[4] == 'succeeded' then redis.call('HSET', JOB, 'progress', '1') end
return 1
"""
)

# KEYS job's(8);  ARGV job id
# Drops the record of a job that claims a result which is not there.
DISBELIEVE = Script(
    machine()
    + """
if redis.call('HGET', JOB, 'state') ~= 'succeeded' then return 0 end
leave_sets(ARGV[1])
return redis.call('DEL', JOB)
"""
)

# KEYS sorted set;  ARGV until, limit
UNTIL = Script(
    "return redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])"
)
