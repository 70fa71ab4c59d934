-- KEYS: record, lease. ARGV: fingerprint, owner, ms to keep, ms of the lease, may repeat.
local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer', 'owner')
if known[1] and known[3] ~= ARGV[2] then
  if known[1] ~= ARGV[1] then return {'other'} end
  if known[2] then return {'settled', known[2]} end
  if redis.call('EXISTS', KEYS[2]) == 1 then return {'running'} end
  if ARGV[5] == '0' then return {'abandoned'} end
end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
return {'ours'}
