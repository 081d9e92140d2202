-- Bytes as a source that gives them in pieces of a size.
return function(bytes, size)
  local at = 1 - size
  return function()
    at = at + size
    local piece = bytes:sub(at, at + size - 1)
    return piece ~= "" and piece or nil
  end
end
