"""The Lua that keeps jobs honest on the Redis server: one script per step, every key in KEYS."""

from __future__ import annotations

from lib.coordination.rate_limit import TAKE_TURN
from lib.ports import Script

# KEYS turn, job, upload, uploads;  ARGV turn(4), upload id, ttl ms, field, value, …
OPEN_UPLOAD = Script(
    TAKE_TURN
    + """
local state = redis.call('HGET', KEYS[2], 'state')
if state == 'succeeded' then return {turn, 'cached'} end
redis.call('HSET', KEYS[3], unpack(ARGV, 7))
redis.call('PEXPIRE', KEYS[3], ARGV[6])
redis.call('ZADD', KEYS[4], tonumber(ARGV[1]) + tonumber(ARGV[6]), ARGV[5])
return {turn, 'opened'}
"""
)

# KEYS turn, job, upload, idempotency, slots, running, quick queue, heavy queue, uploads
# ARGV turn(4), uid, job id, fingerprint, to the queue (0/1), queue exists (0/1), slots, lease ms,
#      token, job ttl ms, idempotency ttl ms, max attempts, upload id, upload ttl ms
ADMIT = Script(
    TAKE_TURN
    + """
local now, uid, id = tonumber(ARGV[1]), ARGV[5], ARGV[6]
if redis.call('HGET', KEYS[3], 'uid') ~= uid then return {turn, 'unknown'} end
local seen
if ARGV[7] ~= '' then
  seen = redis.call('GET', KEYS[4])
  if seen and seen ~= ARGV[7] then return {turn, 'reused'} end
  redis.call('SET', KEYS[4], ARGV[7], 'PX', ARGV[14])
end
local job = redis.call('HMGET', KEYS[2], 'state', 'lease_until', 'attempt')
local state, lease, attempt = job[1], tonumber(job[2] or '0') or 0, tonumber(job[3] or '0') or 0
local function told(outcome)
  local position = redis.call('ZRANK', KEYS[7], id) or redis.call('ZRANK', KEYS[8], id)
  return {turn, outcome, redis.call('HGETALL', KEYS[2]), position}
end
if state == 'succeeded' then return {turn, state} end
if state == 'running' and lease > now then return told(state) end
-- Without a queue nobody would ever bring what waits: whoever asks does it.
if state == 'queued' and ARGV[9] == '1' then return told(state) end
-- A repeat of the very request whose job was cancelled does not undo that.
if state == 'cancelled' and seen then return told(state) end
if state ~= 'running' or attempt >= tonumber(ARGV[15]) then attempt = 0 end

redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
local lane = redis.call('HGET', KEYS[3], 'lane')
local busy = redis.call('ZCARD', KEYS[5]) >= tonumber(ARGV[10])
local queued = busy or lane == 'heavy' or ARGV[8] == '1'
if queued and ARGV[9] == '0' then
  if busy then return {turn, 'busy'} end
  queued = false
end
-- The file must outlast the job: it may wait as long as an upload lives.
redis.call('PEXPIRE', KEYS[3], ARGV[17])
redis.call('ZADD', KEYS[9], 'XX', now + tonumber(ARGV[17]), ARGV[16])
for i = 6, 8 do redis.call('ZREM', KEYS[i], id) end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], unpack(redis.call('HGETALL', KEYS[3])))
redis.call('HSET', KEYS[2], 'state', 'queued', 'generation', ARGV[12], 'attempt', attempt,
  'stage', 'queued', 'progress', '0', 'created_at', now, 'updated_at', now)
redis.call('PEXPIRE', KEYS[2], ARGV[13])
if queued then
  redis.call('ZADD', lane == 'heavy' and KEYS[8] or KEYS[7], now, id)
  return told('enqueue')
end
local until_ms = now + tonumber(ARGV[11])
redis.call('HSET', KEYS[2], 'state', 'running', 'stage', 'starting', 'attempt', attempt + 1,
  'token', ARGV[12], 'lease_until', until_ms)
redis.call('ZADD', KEYS[5], until_ms, id)
redis.call('ZADD', KEYS[6], until_ms, id)
return told('claimed')
"""
)

# KEYS job, running, quick queue, heavy queue;  ARGV now, job id, token, lease ms, max attempts
CLAIM = Script(
    """
local now = tonumber(ARGV[1])
local job = redis.call('HMGET', KEYS[1], 'state', 'lease_until', 'attempt')
if not job[1] then return {'gone'} end
if job[1] ~= 'queued' and job[1] ~= 'running' then return {'final'} end
local lease, attempt = tonumber(job[2] or '0') or 0, tonumber(job[3] or '0') or 0
if job[1] == 'running' and lease > now then return {'busy', lease - now} end
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[4], ARGV[2])
if attempt >= tonumber(ARGV[5]) then
  redis.call('HSET', KEYS[1], 'state', 'failed', 'updated_at', now,
    'error', cjson.encode({slug = 'job-abandoned', facts = {attempts = attempt}}))
  redis.call('ZREM', KEYS[2], ARGV[2])
  return {'final'}
end
local until_ms = now + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'state', 'running', 'stage', 'starting', 'attempt', attempt + 1,
  'token', ARGV[3], 'lease_until', until_ms, 'updated_at', now)
redis.call('ZADD', KEYS[2], until_ms, ARGV[2])
return {'claimed', redis.call('HGETALL', KEYS[1])}
"""
)

# KEYS job, running, slots;  ARGV now, job id, token, lease ms, stage, progress
RENEW = Script(
    """
local job = redis.call('HMGET', KEYS[1], 'state', 'token')
if job[1] ~= 'running' or job[2] ~= ARGV[3] then return 0 end
local until_ms = tonumber(ARGV[1]) + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'lease_until', until_ms, 'updated_at', ARGV[1],
  'stage', ARGV[5], 'progress', ARGV[6])
redis.call('ZADD', KEYS[2], until_ms, ARGV[2])
redis.call('ZADD', KEYS[3], 'XX', until_ms, ARGV[2])
return 1
"""
)

# KEYS job, running, slots;  ARGV now, job id, token, state, error
FINISH = Script(
    """
local job = redis.call('HMGET', KEYS[1], 'state', 'token')
if job[1] ~= 'running' or job[2] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[4], 'stage', 'done', 'updated_at', ARGV[1],
  'error', ARGV[5])
if ARGV[4] == 'succeeded' then redis.call('HSET', KEYS[1], 'progress', '1') end
redis.call('HDEL', KEYS[1], 'token')
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return 1
"""
)

# KEYS turn, job, running, slots, quick queue, heavy queue;  ARGV turn(4), uid, job id
LOOK = Script(
    TAKE_TURN
    + """
if redis.call('HGET', KEYS[2], 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
local position = redis.call('ZRANK', KEYS[5], ARGV[6]) or redis.call('ZRANK', KEYS[6], ARGV[6])
return {turn, 'found', redis.call('HGETALL', KEYS[2]), position}
"""
)

CANCEL = Script(
    TAKE_TURN
    + """
if redis.call('HGET', KEYS[2], 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
local state = redis.call('HGET', KEYS[2], 'state')
if state == 'queued' or state == 'running' then
  redis.call('HSET', KEYS[2], 'state', 'cancelled', 'updated_at', ARGV[1])
  redis.call('HDEL', KEYS[2], 'token')
  for i = 3, 6 do redis.call('ZREM', KEYS[i], ARGV[6]) end
end
return {turn, 'found', redis.call('HGETALL', KEYS[2])}
"""
)

FORGET = Script(
    TAKE_TURN
    + """
if redis.call('HGET', KEYS[2], 'uid') ~= ARGV[5] then return {turn, 'unknown'} end
local job = redis.call('HGETALL', KEYS[2])
redis.call('DEL', KEYS[2])
for i = 3, 6 do redis.call('ZREM', KEYS[i], ARGV[6]) end
return {turn, 'found', job}
"""
)

# KEYS job, quick queue, heavy queue;  ARGV job id
PEEK = Script(
    """
local position = redis.call('ZRANK', KEYS[2], ARGV[1]) or redis.call('ZRANK', KEYS[3], ARGV[1])
return {redis.call('HGETALL', KEYS[1]), position}
"""
)

# KEYS job, running, slots, quick queue, heavy queue;  ARGV now, job id, token, lane
# What is given back untried does not count as an attempt.
GIVE_BACK = Script(
    """
local job = redis.call('HMGET', KEYS[1], 'state', 'token', 'created_at')
if job[1] ~= 'running' or job[2] ~= ARGV[3] then return {} end
redis.call('HSET', KEYS[1], 'state', 'queued', 'stage', 'queued', 'updated_at', ARGV[1],
  'lane', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'attempt', -1)
redis.call('HDEL', KEYS[1], 'token')
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('ZADD', ARGV[4] == 'heavy' and KEYS[5] or KEYS[4], job[3], ARGV[2])
return redis.call('HGETALL', KEYS[1])
"""
)

# KEYS job, running, slots, quick queue, heavy queue;  ARGV now, job id, generation, max attempts,
#      queued since at most, re-announced when queued before, queue exists (0/1)
REVIVE = Script(
    """
local now = tonumber(ARGV[1])
local job = redis.call('HMGET', KEYS[1], 'state', 'lease_until', 'attempt', 'created_at', 'lane',
  'updated_at')
local state, lane = job[1], job[5]
local function finish(final, slug)
  redis.call('HSET', KEYS[1], 'state', final, 'updated_at', now, 'error',
    cjson.encode({slug = slug, facts = {attempts = tonumber(job[3]) or 0}}))
  for i = 2, 5 do redis.call('ZREM', KEYS[i], ARGV[2]) end
  return {final}
end
if state == 'running' then
  if (tonumber(job[2]) or 0) > now then return {'alive'} end
  if (tonumber(job[3]) or 0) >= tonumber(ARGV[4]) then return finish('failed', 'job-abandoned') end
elseif state == 'queued' then
  if tonumber(job[4]) < tonumber(ARGV[5]) then return finish('expired', 'job-expired') end
  if tonumber(job[6]) > tonumber(ARGV[6]) then return {'alive'} end
else
  for i = 2, 5 do redis.call('ZREM', KEYS[i], ARGV[2]) end
  return {'gone'}
end
if ARGV[7] == '0' then return finish('failed', 'job-abandoned') end
-- A job that still waits keeps its generation, which names its task: the queue then tells
-- whether it knows the task, and none is delivered twice for being announced twice.
if state == 'running' then redis.call('HSET', KEYS[1], 'generation', ARGV[3]) end
redis.call('HSET', KEYS[1], 'state', 'queued', 'stage', 'queued', 'updated_at', now)
redis.call('HDEL', KEYS[1], 'token')
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('ZADD', lane == 'heavy' and KEYS[5] or KEYS[4], job[4], ARGV[2])
return {'requeued', redis.call('HGETALL', KEYS[1])}
"""
)

# KEYS job, quick queue, heavy queue, slots, running;  ARGV job id, generation
WITHDRAW = Script(
    """
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
for i = 2, 5 do redis.call('ZREM', KEYS[i], ARGV[1]) end
return 1
"""
)

# KEYS uploads;  ARGV now, limit
EXPIRED_UPLOADS = Script(
    "return redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])"
)
