# breachkit. `make help` lists the targets.
LUA          ?= lua5.4
PKG_CONFIG   ?= pkg-config
LUA_PC       ?= $(shell for p in lua5.4 lua-5.4 lua54 lua; do $(PKG_CONFIG) --exists "$$p" 2>/dev/null && echo "$$p" && break; done)
BUSTED       ?= /usr/bin/busted
PREFIX       ?= /usr/local
BINDIR       ?= $(PREFIX)/bin
LUADIR       ?= $(PREFIX)/share/lua/5.4
LIBDIR       ?= $(PREFIX)/lib/lua/5.4
BUILD        ?= build
CFLAGS       ?= -O2 -g
WARNINGS     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
CORE_PKGS    := libxml-2.0 libcjson libcrypto
NET_PKGS     := libcurl

LUA_INCDIR   ?=
LUA_CFLAGS   := $(if $(LUA_INCDIR),-I$(LUA_INCDIR),$(shell $(PKG_CONFIG) --cflags $(LUA_PC) 2>/dev/null))
CORE_CFLAGS  := $(shell $(PKG_CONFIG) --cflags $(CORE_PKGS) 2>/dev/null)
CORE_LIBS    := $(shell $(PKG_CONFIG) --libs $(CORE_PKGS) 2>/dev/null) -lm -lpthread
NET_CFLAGS   := $(shell $(PKG_CONFIG) --cflags $(NET_PKGS) 2>/dev/null)
NET_LIBS     := $(shell $(PKG_CONFIG) --libs $(NET_PKGS) 2>/dev/null)
SHARED       := $(if $(filter Darwin,$(shell uname -s)),-bundle -undefined dynamic_lookup,-shared)
ALL_CFLAGS    = -std=c11 -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS) -MMD -MP

CORE_SRC     := $(wildcard src/core/*.c)
BIND_SRC     := $(wildcard src/lua/*.c)
NET_SRC      := $(wildcard src/net/*.c)
CORE_OBJ     := $(CORE_SRC:%.c=$(BUILD)/%.o)
BIND_OBJ     := $(BIND_SRC:%.c=$(BUILD)/%.o)
NET_OBJ      := $(NET_SRC:%.c=$(BUILD)/%.o)
# net shares the small pieces of the core, hidden in its own library
NET_SHARED   := $(addprefix $(BUILD)/,src/core/bk_status.o src/core/bk_buf.o src/lua/lbk.o)
C_TESTS      := $(patsubst spec/c/%.c,$(BUILD)/spec/%,$(wildcard spec/c/test_*.c))

.PHONY: all check check-core check-lua clean
all: $(BUILD)/breachkit/core.so $(if $(NET_SRC),$(BUILD)/breachkit/net.so)

$(BUILD)/src/core/%.o: src/core/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) -c -o $@ $<
$(BUILD)/src/lua/%.o: src/lua/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) $(LUA_CFLAGS) -c -o $@ $<
$(BUILD)/src/net/%.o: src/net/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(NET_CFLAGS) $(LUA_CFLAGS) -c -o $@ $<

$(BUILD)/breachkit/core.so: $(CORE_OBJ) $(BIND_OBJ)
	@mkdir -p $(@D)
	$(CC) $(SHARED) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)
$(BUILD)/breachkit/net.so: $(NET_OBJ) $(NET_SHARED)
	@mkdir -p $(@D)
	$(CC) $(SHARED) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(NET_LIBS)

$(BUILD)/spec/%: spec/c/%.c spec/c/check.h $(CORE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) $(LDFLAGS) -o $@ $< $(CORE_OBJ) $(CORE_LIBS)

check: check-core check-lua
check-core: $(C_TESTS)
	@status=0; for t in $(C_TESTS); do ./$$t || status=1; done; exit $$status
check-lua: all
	$(LUA) $(BUSTED) $(SPEC)

clean:
	rm -rf $(BUILD)

-include $(CORE_OBJ:.o=.d) $(BIND_OBJ:.o=.d) $(NET_OBJ:.o=.d) $(C_TESTS:=.d)
