-- KEYS: record, lease. ARGV: owner, ms of the lease.
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
end
