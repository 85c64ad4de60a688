local N = 3000000

local function run(n)
  local seed, hash = 12345, 2166136261
  for i = 1, n do
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    hash = ((hash ~ (seed & 255)) * 16777619) & 0xffffffff
  end
  return hash
end

print(run(N))
