"""The Lua that admits questions to the models: one script per step, every key in KEYS.

Numbers and our own words come as JSON in one argument, what people and models wrote as arguments
of their own.
"""

from __future__ import annotations

from lib.coordination.rate_limit import TAKE_TURN
from lib.ports import Script

# A lock is a hash of its holder's token and the end of its lease.
_LOCKS = """
local function holder(key, now)
  local lock = redis.call('HMGET', key, 'token', 'until')
  if lock[1] and tonumber(lock[2]) > now then return lock[1], tonumber(lock[2]) - now end
  return nil, 0
end
local function lock(key, token, now, lease)
  redis.call('DEL', key)
  redis.call('HSET', key, 'token', token, 'until', now + lease)
  redis.call('PEXPIRE', key, lease)
end
local function unlock(key, token)
  if redis.call('HGET', key, 'token') == token then redis.call('DEL', key) end
end
"""

_WORDS = """
local REQUEST = 4294967296
local function parts(s) return s.warming and {'', 'w'} or {''} end
local function count(key, name, by)
  redis.call('HINCRBY', key, name, by or 1)
  redis.call('PEXPIRE', key, 40 * 86400000)
end
-- A user's traces are the names of what is kept of their own words, and of the locks of who is
-- about to keep some, each until it lapses: with its lock forgotten, nothing more is kept.
local function trace(traces, name, now, expires_at)
  redis.call('ZREMRANGEBYSCORE', traces, '-inf', now)
  redis.call('ZADD', traces, expires_at, name)
  redis.call('PEXPIRE', traces, 2 * 86400000)
end
local function lock_traced(key, token, traces, now, lease)
  lock(key, token, now, lease)
  trace(traces, key, now, now + lease)
end
local function remember(key, text, traces, now)
  if text == '' then return end
  redis.call('RPUSH', key, text)
  redis.call('LTRIM', key, -6, -1)
  redis.call('PEXPIRE', key, 2 * 3600000)
  trace(traces, key, now, now + 2 * 3600000)
end
local function write(key, text, now, stale_at, expires_at)
  redis.call('HSET', key, 'text', text, 'stale_at', stale_at, 'expires_at', expires_at)
  redis.call('PEXPIRE', key, expires_at - now)
end
"""

# A load is what one project has taken of its quota for one model, by the second it was reserved
# in: a field per second, of requests × 2^32 + tokens, so that a sum of such numbers is the pair of
# sums, exact below two million requests a minute. 61 whole seconds cover any 60; what is older is
# kept a little longer for callers whose clock is behind. A day is what all have taken in it:
# requests by model and project, and money. Warming's part of each is counted once more, under
# names with a w.
_LOADS = """
local function load_of(key, name, day, now)
  local flat, second = redis.call('HGETALL', key), math.floor(now / 1000)
  local since, cool, all, warm, gone = second - 60, 0, 0, 0, {}
  for i = 1, #flat, 2 do
    local field = flat[i]
    local own = string.byte(field) == 119
    local at = tonumber(own and string.sub(field, 2) or field)
    if not at then
      if field == 'cool' then cool = tonumber(flat[i + 1]) end
    elseif at < second - 75 then
      table.insert(gone, field)
    elseif at >= since then
      if own then warm = warm + flat[i + 1] else all = all + flat[i + 1] end
    end
  end
  if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
  local today = redis.call('HMGET', day, 'r:' .. name, 'wr:' .. name)
  local function use(sum, d)
    return {r = math.floor(sum / REQUEST), t = sum % REQUEST, d = tonumber(d or 0)}
  end
  return {key = key, name = name, flat = flat, since = since, cool = cool,
    [''] = use(all, today[1]), w = use(warm, today[2])}
end
local function loads_of(first, last, model, day, now)
  local loads = {}
  for i = first, last do
    table.insert(loads, load_of(KEYS[i], model .. ':' .. (i - first), day, now))
  end
  return loads
end
local function used(use, ask)
  return math.max(use.r / ask.rpm, use.t / ask.tpm, use.d / ask.rpd)
end
"""

# Where a call fits, the least loaded first; else how long until it fits anywhere, and why not now.
_PLACE = """
local function seconds_of(load, part)
  local seconds = {}
  for i = 1, #load.flat, 2 do
    local own, at = string.match(load.flat[i], '^(w?)(%d+)$')
    if own == part and tonumber(at) >= load.since then
      local sum = tonumber(load.flat[i + 1])
      local r, t = math.floor(sum / REQUEST), sum % REQUEST
      table.insert(seconds, {at = tonumber(at), r = r, t = t})
    end
  end
  table.sort(seconds, function(a, b) return a.at < b.at end)
  return seconds
end
local function wait_of(load, part, ask, share, now)
  local use = load[part]
  if use.d + ask.calls > ask.rpd * share then return ask.day_left, 'day' end
  local r, t = use.r + ask.calls - ask.rpm * share, use.t + ask.tokens - ask.tpm * share
  if r <= 0 and t <= 0 then return 0, '' end
  for _, second in ipairs(seconds_of(load, part)) do
    r, t = r - second.r, t - second.t
    if r <= 0 and t <= 0 then return (second.at + 61) * 1000 - now, 'minute' end
  end
  return 60000, 'minute'
end
local function wait_at(load, ask, now)
  if load.cool > now then return load.cool - now, 'cooling' end
  -- A batch has quotas of its own and takes nothing but money.
  if ask.calls == 0 then return 0, '' end
  local wait, why = wait_of(load, '', ask, 1, now)
  if ask.warming then
    local longer, reason = wait_of(load, 'w', ask, ask.share, now)
    if longer > wait then return longer, reason end
  end
  return wait, why
end
local function place(loads, ask, now)
  local failed, best, least = {}, nil, nil
  local soonest, why = nil, 'tried'
  for _, project in ipairs(ask.failed) do failed[project + 1] = true end
  for i, load in ipairs(loads) do
    if not failed[i] then
      local wait, reason = wait_at(load, ask, now)
      local share = used(load[''], ask)
      if wait == 0 and (not least or share < least) then
        best, least = i, share
      elseif wait > 0 and (not soonest or wait < soonest) then
        soonest, why = wait, reason
      end
    end
  end
  return best, soonest or 0, why
end
"""

_RESERVE = """
local function refusal(day, user, ask, caps)
  local money = redis.call('HMGET', day, 'money', 'user:' .. user, 'wmoney')
  local function over(i, cap) return tonumber(money[i] or 0) + ask.cost > cap end
  if not ask.warming and over(2, caps.user) then return 'user-budget' end
  if over(1, caps.overall) then return 'overall-budget' end
  if ask.warming and over(3, caps.overall * ask.share) then return 'overall-budget' end
end
local function reserve(load, day, held, user, ask, now)
  local second = math.floor(now / 1000)
  for _, part in ipairs(parts(ask)) do
    redis.call('HINCRBY', load.key, part .. second, ask.calls * REQUEST + ask.tokens)
    redis.call('HINCRBY', day, part .. 'r:' .. load.name, ask.calls)
    redis.call('HINCRBY', day, part .. 'money', ask.cost)
  end
  if not ask.warming then redis.call('HINCRBY', day, 'user:' .. user, ask.cost) end
  redis.call('PEXPIRE', load.key, 2 * 86400000)
  redis.call('PEXPIRE', day, 3 * 86400000)
  redis.call('SET', held, now, 'PX', 2 * 86400000)
end
"""

# Gives back what a reservation did not need, where it still counts, and cools what failed.
_SETTLE = """
local function back(key, field, by)
  if by ~= 0 and redis.call('HEXISTS', key, field) == 1 then
    redis.call('HINCRBY', key, field, -by)
  end
end
local function cool(load, now, until_ms)
  local before = tonumber(redis.call('HGET', load, 'cool') or 0)
  redis.call('HSET', load, 'cool', math.max(before, until_ms))
  redis.call('PEXPIRE', load, 2 * 86400000)
end
local function note_down(load, now, s)
  local last = redis.call('HMGET', load, 'down', 'down_before')
  if last[2] and now - tonumber(last[2]) <= s.down_window then
    redis.call('HDEL', load, 'down', 'down_before')
    return cool(load, now, now + s.down_cool)
  end
  if last[1] then redis.call('HSET', load, 'down_before', last[1]) end
  redis.call('HSET', load, 'down', now)
  redis.call('PEXPIRE', load, 2 * 86400000)
end
local function settle(load, day, held, counts, user, s, now)
  if redis.call('DEL', held) == 0 then return end
  for _, part in ipairs(parts(s)) do
    back(load, part .. s.second, s.calls_back * REQUEST + s.tokens_back)
    back(day, part .. 'r:' .. s.name, s.calls_back)
    back(day, part .. 'money', s.money_back)
  end
  back(day, 'user:' .. user, s.money_back)
  if s.cool_until > 0 then cool(load, now, s.cool_until) end
  if s.fault == 'down' then note_down(load, now, s) end
  if s.fault ~= '' then count(counts, 'failures:' .. s.fault) end
  if s.calls_made > 0 then count(counts, 'calls:' .. s.role, s.calls_made) end
  count(counts, 'tokens', s.tokens)
  count(counts, 'cost_micro_usd', s.cost)
end
"""

# KEYS turn, kill switch, entry, sample, asked, session, turns, flight, day, counts, held, traces,
#      the Junior's loads, the Senior's loads
# ARGV turn(4), options, user, entry key, sample, turn if cached
_SEEK = """
local kill, entry, sample, asked, session = unpack(KEYS, 2, 6)
local turns, flight, day, counts, held, traces = unpack(KEYS, 7, 12)
local o, user, member = cjson.decode(ARGV[5]), ARGV[6], ARGV[7]
local now, projects = o.now, (#KEYS - 12) / 2

local function end_with(...)
  unlock(session, o.token)
  return {turn, ...}
end
if redis.call('EXISTS', kill) == 1 then
  count(counts, 'denied:killed')
  return end_with('denied', 'killed')
end

-- Follow-ups are answered for themselves: what hangs on the turns before is never shared.
local said = redis.call('LRANGE', turns, 0, -1)
local cacheable = member ~= '' and not (o.only_when_fresh and #said > 0)
local text, stale
if cacheable then
  local found = redis.call('HMGET', entry, 'text', 'stale_at', 'expires_at')
  if found[1] and tonumber(found[3]) > now then
    text, stale = found[1], tonumber(found[2]) <= now
  end
end

-- Where the list is full the least asked makes room and leaves its count: what is asked often is
-- never missed, and no count is too low.
local function note_asked()
  if not (cacheable and o.shared) or o.leader ~= '' then return end
  if redis.call('ZSCORE', asked, member) or redis.call('ZCARD', asked) < o.asked_kept then
    redis.call('ZINCRBY', asked, 1, member)
  else
    local least = redis.call('ZPOPMIN', asked)
    redis.call('ZADD', asked, tonumber(least[2]) + 1, member)
  end
  redis.call('PEXPIRE', asked, 8 * 86400000)
  if ARGV[8] ~= '' then redis.call('SET', sample, ARGV[8], 'NX', 'PX', 3 * 86400000) end
end
local function hit(refresh)
  count(counts, 'hits:' .. (o.leader ~= '' and 'follower' or o.kind))
  remember(turns, ARGV[9], traces, now)
  return end_with('hit', text, refresh)
end
if not text then
  local other, left = holder(session, now)
  if other and other ~= o.token then
    count(counts, 'busy')
    return {turn, 'busy', left}
  end
end
note_asked()
if text and not stale then return hit() end

if cacheable then
  local leader = holder(flight, now)
  local failed = redis.call('HGET', flight, 'failed')
  if leader and not failed then
    if text then return hit() end
    lock_traced(session, o.token, traces, now, o.lease)
    return {turn, 'follow', leader}
  end
  if leader and o.leader ~= '' and not text then
    count(counts, 'waits:leader-failed')
    return end_with('wait', 'leader-failed', 0)
  end
end

local refused = refusal(day, user, o.junior, o.caps)
if refused then
  if text then return hit() end
  count(counts, 'denied:' .. refused)
  return end_with('denied', refused)
end
local juniors = loads_of(13, 12 + projects, o.junior.model, day, now)
local best, wait, why = place(juniors, o.junior, now)
if not best then
  if text then return hit() end
  count(counts, 'waits:' .. why)
  return end_with('wait', why, wait)
end
local seniors, left = loads_of(13 + projects, #KEYS, o.senior.model, day, now), 0
for _, load in ipairs(seniors) do
  if load.cool <= now then left = left + math.max(0, 1 - used(load[''], o.senior)) end
end
reserve(juniors[best], day, held, user, o.junior, now)
if cacheable and o.shared then
  lock(flight, o.token, now, o.lease)
elseif cacheable then
  lock_traced(flight, o.token, traces, now, o.lease)
end
local lead = {best - 1, tostring(left / projects), cacheable and 1 or 0, said}
if text then return hit(lead) end
lock_traced(session, o.token, traces, now, o.lease)
return {turn, 'lead', lead}
"""

_SEEKING = _LOCKS + _WORDS + _LOADS + _PLACE + _RESERVE + _SEEK
BEGIN = Script(TAKE_TURN + _SEEKING)
SEEK = Script("local turn = {}\n" + _SEEKING)

# KEYS session, flight, kill switch, counts, day then, load, held, day now, next held, traces,
#      next loads
# ARGV options, user
ESCALATE = Script(
    _LOCKS
    + _WORDS
    + _LOADS
    + _PLACE
    + _RESERVE
    + _SETTLE
    + """
local session, flight, kill, counts, then_, load, held, day, next_held = unpack(KEYS, 1, 9)
local traces = KEYS[10]
local o, user = cjson.decode(ARGV[1]), ARGV[2]
local now = o.now
settle(load, then_, held, counts, user, o.settle, now)
if holder(session, now) == o.token then lock_traced(session, o.token, traces, now, o.lease) end
if holder(flight, now) == o.token then
  if o.own then
    lock_traced(flight, o.token, traces, now, o.lease)
  else
    lock(flight, o.token, now, o.lease)
  end
end
local refused = redis.call('EXISTS', kill) == 1 and 'killed'
  or refusal(day, user, o.ask, o.caps)
if refused then
  count(counts, 'denied:' .. refused)
  return {'denied', refused}
end
local loads = loads_of(11, #KEYS, o.ask.model, day, now)
local best, wait, why = place(loads, o.ask, now)
if not best then
  count(counts, 'waits:' .. why)
  return {'wait', why, wait}
end
reserve(loads[best], day, next_held, user, o.ask, now)
if o.escalated then count(counts, 'escalated') end
return {'lead', best - 1}
"""
)

# KEYS session, turns, flight, entry, counts, day then, load, held, traces
# ARGV options, user, entry text, turn text
FINISH = Script(
    _LOCKS
    + _WORDS
    + _SETTLE
    + """
local session, turns, flight, entry, counts, then_, load, held, traces = unpack(KEYS, 1, 9)
local o, user, text = cjson.decode(ARGV[1]), ARGV[2], ARGV[3]
if o.settle then settle(load, then_, held, counts, user, o.settle, o.now) end
local written = 0
if o.cacheable and holder(flight, o.now) == o.token then
  redis.call('DEL', flight)
  if text ~= '' then
    write(entry, text, o.now, o.stale_at, o.expires_at)
    if o.own then trace(traces, entry, o.now, o.expires_at) end
    written = 1
  elseif o.outcome == 'rules' then
    -- Who followed need not try in vain what has just been tried.
    lock(flight, o.token, o.now, o.failed_for)
    redis.call('HSET', flight, 'failed', 1)
  end
end
if holder(session, o.now) == o.token then remember(turns, ARGV[4], traces, o.now) end
unlock(session, o.token)
count(counts, o.outcome)
if o.latency ~= '' then count(counts, o.latency) end
return written
"""
)

# KEYS turn, counts, turns, traces;  ARGV turn(4), intent, turn text
RULES = Script(
    TAKE_TURN
    + _WORDS
    + """
count(KEYS[2], 'rules')
count(KEYS[2], 'rules:' .. ARGV[5])
remember(KEYS[3], ARGV[6], KEYS[4], tonumber(ARGV[1]))
return {turn}
"""
)

# KEYS traces, what they name
# Only what is named is struck off: what has been kept since the traces were read is kept.
FORGET = Script(
    """
for i = 2, #KEYS do
  redis.call('DEL', KEYS[i])
  redis.call('ZREM', KEYS[1], KEYS[i])
end
return #KEYS - 1
"""
)

# KEYS session;  ARGV token
LEAVE = Script(_LOCKS + "unlock(KEYS[1], ARGV[1])")

# KEYS day, loads;  ARGV now, model
LOADS = Script(
    _WORDS
    + _LOADS
    + """
local now, told = tonumber(ARGV[1]), {}
for _, load in ipairs(loads_of(2, #KEYS, ARGV[2], KEYS[1], now)) do
  local use = load['']
  table.insert(told, {use.r, use.t, use.d, math.max(0, load.cool - now)})
end
return told
"""
)

# KEYS kill switch, day, held, loads;  ARGV options
RESERVE_WARM = Script(
    _WORDS
    + _LOADS
    + _PLACE
    + _RESERVE
    + """
local kill, day, held = unpack(KEYS, 1, 3)
local o = cjson.decode(ARGV[1])
local refused = redis.call('EXISTS', kill) == 1 and 'killed' or refusal(day, '', o.ask, o.caps)
if refused then return {'denied', refused} end
local loads = loads_of(4, #KEYS, o.ask.model, day, o.now)
local best, wait, why = place(loads, o.ask, o.now)
if not best then return {'wait', why, wait} end
reserve(loads[best], day, held, '', o.ask, o.now)
return {'lead', best - 1}
"""
)

# KEYS entries;  ARGV now, then for each: text, stale at, expires at
KEEP = Script(
    _WORDS
    + """
local now, written = tonumber(ARGV[1]), {}
for i, key in ipairs(KEYS) do
  local stale_at = redis.call('HGET', key, 'stale_at')
  if not stale_at or tonumber(stale_at) <= now then
    write(key, ARGV[3 * i - 1], now, tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]))
    table.insert(written, i - 1)
  end
end
return written
"""
)

# KEYS entries;  ARGV now
STALE_AT = Script(
    """
local told = {}
for i, key in ipairs(KEYS) do
  local found = redis.call('HMGET', key, 'stale_at', 'expires_at')
  told[i] = found[1] and tonumber(found[2]) > tonumber(ARGV[1]) and found[1] or ''
end
return told
"""
)

# KEYS asked, one per day;  ARGV limit.  Most asked last.
MOST_ASKED = Script(
    """
local command = {'ZUNION', #KEYS, unpack(KEYS)}
table.insert(command, 'WITHSCORES')
local asked = redis.call(unpack(command))
local told = {}
for i = math.max(1, #asked - 2 * tonumber(ARGV[1]) + 1), #asked do table.insert(told, asked[i]) end
return told
"""
)
