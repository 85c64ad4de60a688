local N = 3000

local function run(n)
  local xs = {}
  for i = 0, 999 do xs[#xs + 1] = i end
  local sum = 0
  for _ = 1, n do
    for i, x in ipairs(xs) do sum = sum + (i - 1) * x end
  end
  return sum
end

print(run(N))
