std = "lua54"
max_line_length = 120
files["spec"] = { std = "+busted" }
exclude_files = { "build", "spec/fixtures" }
-- its first lines are a shell script too, kept in a Lua string that has no other name
files["bin/breachkit"] = { globals = { "_" } }
-- tables of words read best in long lines
files["data"] = { max_line_length = false }
