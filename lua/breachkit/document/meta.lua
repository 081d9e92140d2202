local meta = {}
function meta.fill(doc, facts)
  for _, f in ipairs(facts) do if f.kind == "heading" then doc.title = doc.title or f.text end end
end
return meta
