local N = 1000000

local Vector = {}
Vector.__index = Vector
local function new(x, y) return setmetatable({ x = x, y = y }, Vector) end
Vector.__add = function(a, b) return new(a.x + b.x, a.y + b.y) end
Vector.__mul = function(a, k) return new(a.x * k, a.y * k) end
function Vector:squared() return self.x * self.x + self.y * self.y end

local function run(n)
  local p = new(0.0, 0.0)
  local v = new(0.25, 0.5)
  local sum = 0.0
  for _ = 1, n do
    p = p * 0.5 + v
    sum = sum + p:squared()
  end
  return sum
end

print(math.floor(run(N)))
