-- Lua has no transfer: the main program passes control on, as de Moura and
-- Ierusalimschy do it in "Revisiting Coroutines".
local N = 2000000
local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield
local ping, pong
local function transfer(co, v) return yield(co, v) end
local function player(n)
  local sum = 0
  for i = 1, n do sum = sum + transfer(pong, i) end
  return nil, sum
end
local function partner(x)
  while true do x = transfer(ping, x + 1) end
end
local function run(n)
  ping, pong = create(player), create(partner)
  local co, v = ping, n
  while co do
    local _
    _, co, v = resume(co, v)
  end
  return v
end
print(run(N))
