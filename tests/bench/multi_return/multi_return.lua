local N = 3000000

local function divide(a, b) return a // b, a % b end

local function run(n)
  local sum = 0
  for i = 1, n do
    local q, r = divide(i, 7)
    sum = sum + q - r
  end
  return sum
end

print(run(N))
