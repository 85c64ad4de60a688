local N = 400

local function run(n)
  local count = 0
  for y = 0, n - 1 do
    local ci = 2.0 * y / n - 1
    for x = 0, n - 1 do
      local cr = 2.0 * x / n - 1.5
      local zr, zi, tr, ti, i = 0.0, 0.0, 0.0, 0.0, 0
      while i < 50 and tr + ti <= 4.0 do
        zi = 2 * zr * zi + ci
        zr = tr - ti + cr
        tr = zr * zr
        ti = zi * zi
        i = i + 1
      end
      if i == 50 then count = count + 1 end
    end
  end
  return count
end

print(run(N))
