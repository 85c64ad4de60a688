local N = 60000

local function run(s)
  local i, n, digits = 1, 0, 0
  while i <= #s do
    local c = s:byte(i)
    if c >= 48 and c <= 57 then
      digits = digits + 1
    elseif c == 32 then
      n = n + 1
    end
    i = i + 1
  end
  return n * 1000000 + digits
end

print(run(("the 1 quick 22 brown foxes 333 "):rep(N)))
