-- Lets the specs run from the checkout: its Lua files, its build (BREACHKIT_BUILD for a sanitizer's), its data.
local build = os.getenv "BREACHKIT_BUILD" or "build"
package.path = "./lua/?.lua;./lua/?/init.lua;./spec/?.lua;" .. package.path
package.cpath = "./" .. build .. "/?.so;" .. package.cpath
