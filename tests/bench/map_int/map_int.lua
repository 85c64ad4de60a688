local N = 1500000

local function run(n)
  local counts = {}
  for i = 0, n - 1 do
    local k = i * 7919 % 100003 * 1000003
    counts[k] = (counts[k] or 0) + 1
  end
  local sum = 0
  for k, v in pairs(counts) do sum = sum + k % 1000 * v end
  return sum
end

print(run(N))
