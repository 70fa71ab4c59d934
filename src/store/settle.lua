-- KEYS: record, lease. ARGV: fingerprint, owner, ms to keep, answer.
-- A record that is gone was lost with a Redis that began anew.
local owner = redis.call('HGET', KEYS[1], 'owner')
if not owner or owner == ARGV[2] then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2], 'answer', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('DEL', KEYS[2])
end
