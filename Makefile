# breachkit. `make help` lists the targets; every variable below can be given on the command line.
LUA          ?= lua5.4
PKG_CONFIG   ?= pkg-config
LUA_PC       ?= $(shell for p in lua5.4 lua-5.4 lua54 lua; do $(PKG_CONFIG) --exists "$$p" 2>/dev/null && echo "$$p" && break; done)
# the directory of lua.h, when pkg-config does not know it (LuaRocks gives it)
LUA_INCDIR   ?=
BUSTED       ?= /usr/bin/busted
LUACHECK     ?= luacheck
PREFIX       ?= /usr/local
BINDIR       ?= $(PREFIX)/bin
LUADIR       ?= $(PREFIX)/share/lua/5.4
LIBDIR       ?= $(PREFIX)/lib/lua/5.4
BUILD        ?= build
CFLAGS       ?= -O2 -g
# one spec file: make check-lua SPEC=spec/date_spec.lua
SPEC         ?= $(wildcard spec/*_spec.lua)
# how many specs or fuzz targets run at a time
AT_A_TIME    ?= $(shell getconf _NPROCESSORS_ONLN)
# for builds; nothing where make was started with a -j of its own
TOGETHER      = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(AT_A_TIME))
# seconds that each fuzz target runs
FUZZ_TIME    ?= 30
# the evaluation kit; CI and most machines do without
EVAL         ?= ../shared/eval
DEMO_OUT     ?= demo-out
# groups of packages for make deps: build check lint docs valgrind fuzz rock browser
DEPS         ?= build

WARNINGS     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
CORE_PKGS    := libxml-2.0 libcjson libcrypto zlib libpsl libidn2 libarchive libxxhash
NET_PKGS     := libcurl openssl zlib
SQLITE_PKGS  := sqlite3
CORE_CFLAGS  := $(shell $(PKG_CONFIG) --cflags $(CORE_PKGS) 2>/dev/null)
CORE_LIBS    := $(shell $(PKG_CONFIG) --libs $(CORE_PKGS) 2>/dev/null) -lm -lpthread
NET_CFLAGS   := $(shell $(PKG_CONFIG) --cflags $(NET_PKGS) 2>/dev/null)
NET_LIBS     := $(shell $(PKG_CONFIG) --libs $(NET_PKGS) 2>/dev/null)
SQLITE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(SQLITE_PKGS) 2>/dev/null)
SQLITE_LIBS  := $(shell $(PKG_CONFIG) --libs $(SQLITE_PKGS) 2>/dev/null)
LUA_CFLAGS   := $(if $(LUA_INCDIR),-I$(LUA_INCDIR),$(shell $(PKG_CONFIG) --cflags $(LUA_PC) 2>/dev/null))
SHARED       := $(if $(filter Darwin,$(shell uname -s)),-bundle -undefined dynamic_lookup,-shared)
# no sums in one step where a processor has them: the same figures on every machine
ALL_CFLAGS    = -std=c11 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS) -MMD -MP

CORE_SRC     := $(wildcard src/core/*.c)
BIND_SRC     := $(wildcard src/lua/*.c)
NET_SRC      := $(wildcard src/net/*.c)
SQLITE_SRC   := $(wildcard src/sqlite/*.c)
CORE_OBJ     := $(CORE_SRC:%.c=$(BUILD)/%.o)
BIND_OBJ     := $(BIND_SRC:%.c=$(BUILD)/%.o)
NET_OBJ      := $(NET_SRC:%.c=$(BUILD)/%.o)
SQLITE_OBJ   := $(SQLITE_SRC:%.c=$(BUILD)/%.o)
# net and sqlite carry their own hidden copies of the small pieces of the core that they need
SHARED_OBJ   := $(addprefix $(BUILD)/,src/core/bk_status.o src/core/bk_buf.o src/core/bk_pages.o src/lua/lbk.o)
NET_SHARED   := $(SHARED_OBJ) $(BUILD)/src/core/bk_content.o
C_TESTS      := $(patsubst spec/c/%.c,$(BUILD)/spec/%,$(wildcard spec/c/test_*.c))
C_BENCHES    := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/*.c))
FUZZERS      := $(patsubst fuzz/%.c,$(BUILD)/%,$(wildcard fuzz/fuzz_*.c))
LUA_MODULES  := $(shell find lua -name '*.lua' 2>/dev/null)
DATA_FILES   := $(filter-out %.md,$(wildcard data/*))

# whole commands with V=1
RUN           = $(if $(V),,@printf '  %-4s %s\n' $(1) '$@' &&)

.PHONY: help deps all demo check check-core check-lua check-symbols check-docs lint asan valgrind bench fuzz docs eval \
        install uninstall rock clean
.DELETE_ON_ERROR:

all: $(addprefix $(BUILD)/breachkit/,core.so net.so sqlite.so)

help:
	@echo 'make demo       run the main job on examples/reports, in the terminal and as a page in $(DEMO_OUT)/'
	@echo 'make check      build and run all tests (C tests of the core, busted specs, symbols, docs)'
	@echo 'make deps       install what is missing (Debian, Ubuntu; names the packages elsewhere)'
	@echo 'make all        build $(BUILD)/breachkit/core.so, net.so and sqlite.so'
	@echo 'make lint       luacheck, cppcheck, clang-tidy, both compilers with all warnings as errors'
	@echo 'make asan       all tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make valgrind   C tests and specs under valgrind'
	@echo 'make bench      speed, as ratios against peers in the same run'
	@echo 'make fuzz       each fuzz target for FUZZ_TIME=$(FUZZ_TIME) seconds'
	@echo 'make eval       figures of the evaluation kit: EVAL=$(EVAL)'
	@echo 'make docs       the reference as HTML in $(BUILD)/docs (LDoc)'
	@echo 'make install    PREFIX=$(PREFIX), DESTDIR, LUADIR, LIBDIR, BINDIR; make uninstall takes it away'
	@echo 'make rock       build and install the rock into a tree of its own: $(BUILD)/rock'

deps:
	@tools/deps $(DEPS)

# pkg-config's answers are read when make starts, so a build that needed installing starts make again.
define WITH_DEPS
	@tools/deps $(1)
	@$(MAKE) --no-print-directory $(2)
endef
# what is built for the tests, on all processors
.PHONY: built tests
built:
	@$(MAKE) --no-print-directory $(TOGETHER) tests
tests: all $(C_TESTS)

demo:
	$(call WITH_DEPS,build,demo-run)
check:
	$(call WITH_DEPS,check,built)
	@$(MAKE) --no-print-directory check-run
.PHONY: demo-run check-run
demo-run: all
	@tools/demo $(DEMO_OUT)
check-run: check-core check-lua check-symbols check-docs
	@echo 'all checks hold'

MISSING      := $(shell for p in $(CORE_PKGS) $(NET_PKGS) $(SQLITE_PKGS) $(if $(LUA_INCDIR),,$(or $(LUA_PC),lua5.4)); do \
                  $(PKG_CONFIG) --exists $$p 2>/dev/null || echo $$p; done)
.PHONY: libraries
libraries:
	@test -z '$(MISSING)' || { echo 'pkg-config does not find: $(MISSING)'; echo 'make deps installs them, or says how'; exit 2; }
$(CORE_OBJ) $(BIND_OBJ) $(NET_OBJ) $(SQLITE_OBJ): | libraries

$(BUILD)/src/core/%.o: src/core/%.c
	@mkdir -p $(@D)
	$(call RUN,CC) $(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) -c -o $@ $<
$(BUILD)/src/lua/%.o: src/lua/%.c
	@mkdir -p $(@D)
	$(call RUN,CC) $(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) $(LUA_CFLAGS) -c -o $@ $<
$(BUILD)/src/net/%.o: src/net/%.c
	@mkdir -p $(@D)
	$(call RUN,CC) $(CC) $(ALL_CFLAGS) $(NET_CFLAGS) $(LUA_CFLAGS) -c -o $@ $<
$(BUILD)/src/sqlite/%.o: src/sqlite/%.c
	@mkdir -p $(@D)
	$(call RUN,CC) $(CC) $(ALL_CFLAGS) $(SQLITE_CFLAGS) $(LUA_CFLAGS) -c -o $@ $<

$(BUILD)/breachkit/core.so: $(CORE_OBJ) $(BIND_OBJ)
	@mkdir -p $(@D)
	$(call RUN,LD) $(CC) $(SHARED) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)
$(BUILD)/breachkit/net.so: $(NET_OBJ) $(NET_SHARED)
	@mkdir -p $(@D)
	$(call RUN,LD) $(CC) $(SHARED) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(NET_LIBS)
$(BUILD)/breachkit/sqlite.so: $(SQLITE_OBJ) $(SHARED_OBJ)
	@mkdir -p $(@D)
	$(call RUN,LD) $(CC) $(SHARED) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(SQLITE_LIBS)

$(BUILD)/spec/%: spec/c/%.c spec/c/check.h $(CORE_OBJ)
	@mkdir -p $(@D)
	$(call RUN,LD) $(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) $(LDFLAGS) -o $@ $< $(CORE_OBJ) $(CORE_LIBS)
$(BUILD)/bench/%: bench/%.c $(CORE_OBJ)
	@mkdir -p $(@D)
	$(call RUN,LD) $(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) $(LDFLAGS) -o $@ $< $(CORE_OBJ) $(CORE_LIBS)

check-core: $(C_TESTS)
	@printf '%s\n' $(C_TESTS) | xargs -P$(AT_A_TIME) -n1 sh -c \
	  'out=$$($(RUNNER) "./$$1" 2>&1); s=$$?; printf "%s\n" "$$out"; exit $$s' sh
check-lua: all
	@printf '%s\n' $(SPEC) | BREACHKIT_BUILD=$(BUILD) xargs -P$(AT_A_TIME) -n4 sh -c \
	  'out=$$($(RUNNER) $(LUA) $(BUSTED) "$$@" 2>&1); s=$$?; printf "%s\n" "$$out"; exit $$s' sh
# Only luaopen_* may be seen from outside either library.
check-symbols: all
	@bad=$$(nm -D --defined-only $(BUILD)/breachkit/*.so | awk 'NF == 3 && $$3 !~ /^luaopen_breachkit_/ {print $$3}'); \
	test -z "$$bad" || { echo "symbols leak out: $$bad"; echo 'symbols: 0 passed, 1 failed'; exit 1; }; \
	echo 'symbols: 1 passed, 0 failed'
check-docs:
	@$(LUA) tools/check-docs.lua

# Each line is a check of its own; all of them run. Clang's warnings do not depend on optimization, gcc's do.
lint:
	@status=0; say() { if [ $$1 = 0 ]; then echo "lint $$2: 1 passed, 0 failed"; else echo "lint $$2: 0 passed, 1 failed"; status=1; fi; }; \
	$(LUACHECK) -qq lua spec bin/breachkit tools examples bench $(wildcard *.rockspec) $(wildcard data/*.lua); say $$? luacheck; \
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem -j$(AT_A_TIME) src; say $$? cppcheck; \
	$(MAKE) --no-print-directory $(TOGETHER) all BUILD=$(BUILD)/lint-gcc CC=gcc CFLAGS='-O2 -Werror' >/dev/null; say $$? gcc; \
	$(MAKE) --no-print-directory $(TOGETHER) all BUILD=$(BUILD)/lint-clang CC=clang CFLAGS='-O0 -Werror' >/dev/null; say $$? clang; \
	printf '%s\n' $(CORE_SRC) $(BIND_SRC) $(NET_SRC) $(SQLITE_SRC) | xargs -P$(AT_A_TIME) -I{} clang-tidy --quiet {} -- \
	  -std=c11 -D_POSIX_C_SOURCE=200809L $(CORE_CFLAGS) $(NET_CFLAGS) $(SQLITE_CFLAGS) $(LUA_CFLAGS) 2>/dev/null; say $$? clang-tidy; \
	exit $$status

SANITIZE     := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# the interpreter is not sanitized, so it loads the runtime first; leaks of whole runs are for valgrind to tell, since
# LeakSanitizer now and then fails in a process that had threads and children
PRELOAD       = env ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD="$(shell $(CC) -print-file-name=libasan.so) $(shell $(CC) -print-file-name=libubsan.so)"
asan:
	@$(MAKE) --no-print-directory built BUILD=$(BUILD)/asan CFLAGS='-O1 -g $(SANITIZE)'
	$(MAKE) --no-print-directory check-core BUILD=$(BUILD)/asan CFLAGS='-O1 -g $(SANITIZE)'
	$(MAKE) --no-print-directory check-lua BUILD=$(BUILD)/asan CFLAGS='-O1 -g $(SANITIZE)' RUNNER='$(PRELOAD)'

VALGRIND     := valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
                --errors-for-leak-kinds=definite --child-silent-after-fork=yes
# Over the specs' own fixtures: the suites of outside data run under the sanitizers, at a tenth of the cost. Valgrind does
# not look at children: few are killed, and specs that only start the command are left to the sanitizers.
ONLY_COMMANDS := $(patsubst %,spec/%_spec.lua,address_secret cli cli_case cli_dates cli_dump cli_fetch cli_misuse cli_scan \
                 cli_timeline cli_torrent dump_people examples memory scan_people scan_state)
valgrind: built
	$(MAKE) --no-print-directory check-core RUNNER='$(VALGRIND)'
	BREACHKIT_DATA=none BREACHKIT_PATIENCE=4 CASE_KILLS=5 $(MAKE) --no-print-directory check-lua RUNNER='$(VALGRIND)' \
	  SPEC='$(filter-out $(ONLY_COMMANDS),$(SPEC))'

bench: all $(C_BENCHES)
	@for b in $(wildcard bench/*.lua); do echo "== $$b"; BREACHKIT_BUILD=$(BUILD) $(LUA) $$b || exit 1; done
	@for b in $(C_BENCHES); do echo "== $$b"; ./$$b || exit 1; done

# Objects are instrumented once, in a build of their own; each target links them all.
FUZZ_FLAGS   := -O1 -g -fno-sanitize-recover=undefined
.PHONY: fuzzers
fuzzers: $(FUZZERS)
$(BUILD)/fuzz_%: fuzz/fuzz_%.c $(CORE_OBJ)
	$(call RUN,LD) $(CC) $(ALL_CFLAGS) $(CORE_CFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $< $(CORE_OBJ) $(CORE_LIBS)
fuzz:
	@$(MAKE) --no-print-directory $(TOGETHER) fuzzers BUILD=$(BUILD)/fuzz CC=clang \
	  CFLAGS='$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined'
	@for f in $(wildcard fuzz/fuzz_*.c); do f=$${f#fuzz/fuzz_}; echo $${f%.c}; done | xargs -P$(AT_A_TIME) -n1 sh -c '\
	  mkdir -p $(BUILD)/corpus/$$1; \
	  if $(BUILD)/fuzz/fuzz_$$1 -max_total_time=$(FUZZ_TIME) -timeout=10 -rss_limit_mb=4096 -verbosity=0 \
	    -artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/corpus/$$1 fuzz/corpus/$$1 >$(BUILD)/fuzz/$$1.log 2>&1; \
	  then echo "fuzz $$1: 1 passed, 0 failed"; \
	  else tail -n 40 $(BUILD)/fuzz/$$1.log; echo "fuzz $$1: 0 passed, 1 failed"; exit 1; fi' sh

eval: all
	@tools/eval $(EVAL)

docs:
	@mkdir -p $(BUILD)/docs
	ldoc --quiet --dir $(BUILD)/docs --config config.ld .

install: all
	@install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LUADIR)/breachkit/data $(DESTDIR)$(LIBDIR)/breachkit
	@install -m 755 $(wildcard $(BUILD)/breachkit/*.so) $(DESTDIR)$(LIBDIR)/breachkit
	@for f in $(LUA_MODULES); do install -D -m 644 $$f $(DESTDIR)$(LUADIR)/$${f#lua/} || exit 1; done
	@install -m 644 $(DATA_FILES) $(DESTDIR)$(LUADIR)/breachkit/data
	@install -m 755 bin/breachkit $(DESTDIR)$(BINDIR)/breachkit
	@echo 'installed $(DESTDIR)$(BINDIR)/breachkit, $(DESTDIR)$(LUADIR)/breachkit, $(DESTDIR)$(LIBDIR)/breachkit'
uninstall:
	rm -rf $(DESTDIR)$(LUADIR)/breachkit $(DESTDIR)$(LIBDIR)/breachkit
	rm -f $(DESTDIR)$(BINDIR)/breachkit
rock:
	luarocks --lua-version 5.4 make --tree $(BUILD)/rock breachkit-dev-1.rockspec

clean:
	rm -rf $(BUILD) $(DEMO_OUT)

-include $(CORE_OBJ:.o=.d) $(BIND_OBJ:.o=.d) $(NET_OBJ:.o=.d) $(SQLITE_OBJ:.o=.d) $(C_TESTS:=.d)
