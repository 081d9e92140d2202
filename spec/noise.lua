-- n bytes that repeat nowhere near, the same for the same seed in every run.
return function(seed, n)
  local out, x = {}, seed
  for i = 1, n do
    x = (x * 1103515245 + 12345) % 2147483648
    out[i] = string.char(x >> 16 & 255)
  end
  return table.concat(out)
end
