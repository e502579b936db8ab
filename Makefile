# SPDX-License-Identifier: GPL-3.0-or-later
# GNU make. "make help" lists the goals. Everything that is made goes to build/ in the current folder.

makefile := $(realpath $(firstword $(MAKEFILE_LIST)))
top_srcdir := $(patsubst %/,%,$(dir $(makefile)))
# Before the name of a source file: nothing in the source folder itself, else its path.
S := $(if $(filter $(top_srcdir),$(realpath $(CURDIR))),,$(top_srcdir)/)
# Where objects and programs go; the variants (check-san, check-tsan, coverage, fuzz) have a folder of their own.
B ?= build

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all
all:

Q := $(if $(V),,@)
remake = $(MAKE) --no-print-directory -f $(makefile)

# Goals that do not need configure, or that call make again once the packages are there.
goals := $(or $(MAKECMDGOALS),all)
ifneq (,$(filter-out help clean distclean maintainer-clean deps check demo lint,$(goals)))
include build/config/config.mk
# With others on the command line: packages first.
ifneq (,$(filter deps check demo,$(goals)))
.NOTPARALLEL:
$(S)configure build/config/config.mk: | deps
endif
endif

# --- configure

$(S)configure: $(S)configure.ac $(S)lib/bootstrap.sh
	$(Q)$(S)lib/bootstrap.sh

build/config/config.mk: $(S)configure $(S)lib/config.mk.in
	$(Q)echo "  CONF   build/config/config.mk"
	$(Q)mkdir -p build/config
	$(Q)if test -x config.status; then ./config.status -q --recheck && ./config.status -q; \
	else $(or $(S),./)configure -q; fi

build/config/config.h build/config/gnulib.mk: build/config/config.mk ;

build/gnulib/libgnu.a: $(S)lib/gnulib-build.mk build/config/gnulib.mk build/config/config.h
	$(Q)mkdir -p build/gnulib
	+$(Q)$(MAKE) --no-print-directory -C build/gnulib -f $(top_srcdir)/lib/gnulib-build.mk \
		srcdir=$(top_srcdir)/lib/gnulib top_builddir=../..
	$(Q)touch $@

# --- what there is

lib_sources := $(filter-out %_test.c %_fuzz.c,$(wildcard $(S)lib/*.c))
unit_tests := $(basename $(notdir $(wildcard $(S)lib/*_test.c)))
# testdata/NAME.c is a program; testdata/NAME_PART.c, except NAME_test.c, belongs to it.
drivers := $(basename $(notdir $(wildcard $(S)testdata/*.c)))
parts_of = $(filter-out %_test,$(filter $1_%,$(drivers)))
driver_tests := $(filter-out $(foreach name,$(drivers),$(call parts_of,$(name))),$(drivers))
cmd_sources := $(wildcard $(S)cmd/kehu-*.c)
script_sources := $(filter-out %.c %.h %~,$(wildcard $(S)cmd/kehu-*))
policies := $(sort $(wildcard $(S)lib/policy/*.csv))
calendars := $(sort $(wildcard $(S)lib/calendar/*.csv))

lib_objects := $(patsubst $(S)%.c,$(B)/%.o,$(lib_sources)) $(B)/embedded.o
programs := $(patsubst $(S)cmd/%.c,$(B)/%,$(cmd_sources))
scripts := $(patsubst $(S)cmd/%,$(B)/%,$(script_sources))
tests := $(addprefix $(B)/test/,$(unit_tests) $(driver_tests))

# --- compile

WARNINGS = -Wall -Wextra -Wconversion -Wshadow -Wvla $(if $(filter-out 0,$(WERROR)),-Werror)
compile = $(CC) -std=gnu17 -Ibuild/config -I$(S)lib -isystem build/gnulib -isystem $(S)lib/gnulib \
	$(CPPFLAGS) $(WARNINGS) $(CFLAGS) $(fast) $(VARIANT_CFLAGS) $(if $(S),-ffile-prefix-map=$(S)=)
# Not for variants, nor for another compiler than the one that configure asked.
fast = $(if $(or $(VARIANT_CFLAGS),$(filter command% environment%,$(origin CC))),,$(FAST_FLAGS))
link = $(CC) $(CFLAGS) $(VARIANT_CFLAGS) $(LDFLAGS)

# A file that changes when the command does, so that objects of another compiler or other flags are made again.
remember = $(shell mkdir -p $(dir $1); printf '%s\n' '$(subst ','\'',$2)' | cmp -s - $1 || \
	printf '%s\n' '$(subst ','\'',$2)' >$1)
ifdef VERSION
$(call remember,$(B)/flags,$(compile) / $(link) $(LIBS))
$(call remember,$(B)/folders,$(datadir))
$(call remember,$(B)/objects,$(lib_objects))
$(call remember,$(B)/embedded.list,$(policies) $(calendars))
endif

$(B)/lib/%.o: $(S)lib/%.c $(B)/flags | build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  CC     $(<:$(S)%=%)"
	$(Q)$(compile) $(folders) -MMD -MP -c -o $@ $<

$(B)/cmd/%.o: $(S)cmd/%.c $(B)/flags | build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  CC     $(<:$(S)%=%)"
	$(Q)$(compile) -MMD -MP -c -o $@ $<

$(B)/testdata/%.o: $(S)testdata/%.c $(B)/flags | build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  CC     $(<:$(S)%=%)"
	$(Q)$(compile) -MMD -MP -c -o $@ $<

# The installed folders, only for the files that name them: another prefix at "make install" makes only those again.
folder_users := $(patsubst $(S)%.c,$(B)/%.o,$(if $(lib_sources),$(shell grep -l -E 'KEHU_(POLICY|CALENDAR)_DIR' $(lib_sources))))
$(folder_users): $(B)/folders
$(folder_users): folders = -DKEHU_POLICY_DIR='"$(datadir)/kehu/policy"' -DKEHU_CALENDAR_DIR='"$(datadir)/kehu/calendar"'

$(B)/embedded.c: $(S)lib/embed.sh $(policies) $(calendars) $(B)/embedded.list
	$(Q)echo "  GEN    $@"
	$(Q)mkdir -p $(@D)
	$(Q)sh $(S)lib/embed.sh policy $(policies) calendar $(calendars) >$@

$(B)/embedded.o: $(B)/embedded.c $(S)lib/embedded.h $(B)/flags | build/gnulib/libgnu.a
	$(Q)$(compile) -c -o $@ $<

$(B)/libkehu.a: $(lib_objects) $(B)/objects
	$(Q)echo "  AR     $@"
	$(Q)rm -f $@
	$(Q)$(AR) rc $@ $(lib_objects)

$(programs): $(B)/%: $(B)/cmd/%.o $(B)/libkehu.a build/gnulib/libgnu.a
	$(Q)echo "  LD     $@"
	+$(Q)$(link) $(fast) -o $@ $^ $(LIBS)

$(scripts): $(B)/%: $(S)cmd/%
	$(Q)mkdir -p $(@D)
	$(Q)echo "  CP     $@"
	$(Q)cp $< $@ && chmod +x $@

$(addprefix $(B)/test/,$(unit_tests)): $(B)/test/%: $(B)/lib/%.o
$(addprefix $(B)/test/,$(driver_tests)): $(B)/test/%: $(B)/testdata/%.o
$(foreach name,$(driver_tests),$(foreach part,$(call parts_of,$(name)), \
	$(eval $(B)/test/$(name): $(B)/testdata/$(part).o)))
$(tests): $(B)/libkehu.a build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  LD     $@"
	$(Q)$(link) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)

# Objects are kept.
.SECONDARY:

all: $(programs) $(scripts) ## compile (also what "make" alone does)

-include $(wildcard $(B)/lib/*.d $(B)/cmd/*.d $(B)/testdata/*.d $(B)/testdata/bench/*.d)

# --- packages, demonstration, tests

.PHONY: deps demo demo-built check tests run-tests bless
deps: ## install the Debian packages needed (as root; else print the command)
	$(Q)$(S)lib/deps.sh

demo: deps ## packages, compile, then one night of the sample company
	+$(Q)$(remake) demo-built

demo-built: all
	$(Q)$(S)lib/demo.sh $(B)

check: deps ## packages, compile, then every test; ends with "P passed, F failed"
	+$(Q)$(remake) run-tests

tests: $(programs) $(scripts) $(tests)

# CHECK_PARTS: --unit, --unit-and-golden or nothing for all.
run-tests: tests
	$(Q)rm -rf $(filter-out $(tests),$(wildcard $(B)/test/*))
	$(Q)KEHU_BUILD=$(B) $(S)testdata/check.sh $(CHECK_PARTS)

bless: all ## CASE=NAME/CASE: renew what a golden case expects and show the difference
	$(Q)KEHU_BUILD=$(B) $(S)testdata/golden.sh --bless $(CASE)

# --- the same tests in other ways

SANITIZE = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
sanitized = ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1 \
	UBSAN_OPTIONS=print_stacktrace=1 KEHU_VARIANT=sanitize

# Small batches, so that all threads have something to do.
THREAD = -O1 -fno-omit-frame-pointer -fsanitize=thread
threaded = TSAN_OPTIONS=exitcode=99:halt_on_error=1:atexit_sleep_ms=0 KEHU_READER=best:256 KEHU_VARIANT=thread

.PHONY: check-san check-san-unit check-tsan check-valgrind coverage
check-san: ## every test, compiled with ASan and UBSan
	+$(Q)$(sanitized) $(remake) B=$(B)/san VARIANT_CFLAGS='$(SANITIZE)' run-tests

check-san-unit: ## the unit tests, compiled with ASan and UBSan
	+$(Q)$(sanitized) $(remake) B=$(B)/san VARIANT_CFLAGS='$(SANITIZE)' CHECK_PARTS=--unit run-tests

check-tsan: ## unit tests and golden cases, compiled with the thread sanitizer
	+$(Q)$(threaded) $(remake) B=$(B)/tsan VARIANT_CFLAGS='$(THREAD)' CHECK_PARTS=--unit-and-golden run-tests

check-valgrind: tests ## unit tests and golden cases under valgrind
	$(Q)$(S)lib/valgrind.sh $(B)

coverage: ## every test, then the lines executed of each file
	$(Q)find $(B)/coverage -name '*.gcda' -exec rm -f {} + 2>/dev/null || :
	+$(Q)KEHU_VARIANT=coverage $(remake) B=$(B)/coverage VARIANT_CFLAGS='-O0 --coverage' run-tests; \
		status=$$?; $(S)lib/coverage.sh $(B)/coverage; exit $$status

# --- fuzzing: every lib/*_fuzz.c with libFuzzer

FUZZ_CC = clang
FUZZ_SECONDS = 60
fuzz_sources := $(wildcard $(S)lib/*_fuzz.c)
fuzz_targets := $(patsubst $(S)lib/%.c,$(B)/fuzz/%,$(fuzz_sources))

.PHONY: fuzz run-fuzz
fuzz: ## every fuzz target for FUZZ_SECONDS=60 (needs clang)
	$(Q)mkdir -p $(B)/fuzz
	$(Q)echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' >$(B)/fuzz/probe.c
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $(B)/fuzz/probe $(B)/fuzz/probe.c || { \
		echo 'fuzz: clang with its runtime is missing: install clang and libclang-rt-14-dev' >&2; exit 1; }
	+$(Q)$(remake) B=$(B)/fuzz CC=$(FUZZ_CC) \
		VARIANT_CFLAGS='-O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined' run-fuzz

run-fuzz: $(fuzz_targets)
	$(Q)ASAN_OPTIONS=detect_leaks=1 $(S)lib/fuzz.sh $(B) $(FUZZ_SECONDS) $(fuzz_targets)

$(fuzz_targets): $(B)/fuzz/%: $(B)/lib/%.o $(B)/libkehu.a build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  LD     $@"
	$(Q)$(link) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# --- benchmark: testdata/bench/*.c are its programs, testdata/bench/run.sh runs them

bench_programs := $(patsubst $(S)testdata/bench/%.c,$(B)/bench/%,$(wildcard $(S)testdata/bench/*.c))

.PHONY: bench
bench: all $(bench_programs) ## generate data and compare with other tools
	$(Q)KEHU_BUILD=$(abspath $(B)) $(S)testdata/bench/run.sh $(BENCH_ARGS)

$(bench_programs): $(B)/bench/%: $(B)/testdata/bench/%.o $(B)/libkehu.a build/gnulib/libgnu.a
	$(Q)mkdir -p $(@D)
	$(Q)echo "  LD     $@"
	$(Q)$(link) -o $@ $^ $(LIBS)

.PHONY: lint
lint: ## look for words and habits the project does not use
	$(Q)$(S)lib/lint.sh

# --- install

manuals := $(wildcard $(S)man/*.[157])
man_folders = $(patsubst %,$(DESTDIR)$(mandir)/man%,1 5 7)

.PHONY: install uninstall dist distcheck
install: all ## install under prefix=/usr/local; DESTDIR is honoured
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(datadir)/kehu/policy $(DESTDIR)$(datadir)/kehu/calendar $(man_folders)
	$(if $(programs),$(INSTALL_PROGRAM) $(programs) $(DESTDIR)$(bindir))
	$(if $(scripts),$(INSTALL_SCRIPT) $(scripts) $(DESTDIR)$(bindir))
	$(if $(policies),$(INSTALL_DATA) $(policies) $(DESTDIR)$(datadir)/kehu/policy)
	$(if $(calendars),$(INSTALL_DATA) $(calendars) $(DESTDIR)$(datadir)/kehu/calendar)
	$(Q)for page in $(manuals); do \
		echo $(INSTALL_DATA) $$page $(DESTDIR)$(mandir)/man$${page##*.}; \
		$(INSTALL_DATA) $$page $(DESTDIR)$(mandir)/man$${page##*.} || exit 1; \
	done

uninstall: ## remove what install put there
	rm -f $(addprefix $(DESTDIR)$(bindir)/,$(notdir $(programs) $(scripts)))
	$(Q)for page in $(manuals); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done
	rm -f $(addprefix $(DESTDIR)$(datadir)/kehu/policy/,$(notdir $(policies)))
	rm -f $(addprefix $(DESTDIR)$(datadir)/kehu/calendar/,$(notdir $(calendars)))
	$(Q)for folder in policy calendar .; do rmdir $(DESTDIR)$(datadir)/kehu/$$folder 2>/dev/null || :; done

dist: $(S)configure ## make kehu-VERSION.tar.gz, which builds without gnulib-tool and autoconf
	$(Q)$(S)lib/dist.sh $(VERSION)

distcheck: dist ## unpack the tarball, build it elsewhere without those tools, test and install it
	$(Q)$(S)lib/distcheck.sh $(VERSION) $(abspath $(B))

# --- clean

.PHONY: clean distclean maintainer-clean help
clean: ## remove what was compiled; what configure found out stays
	$(Q)rm -rf $(filter-out build/config,$(wildcard build/*))

distclean: ## remove also what configure made
	$(Q)rm -rf build config.status config.log kehu-*.tar.gz

maintainer-clean: distclean ## remove also configure and the imported gnulib files
	$(Q)if test -f $(S)lib/gnulib/released; then \
		echo 'maintainer-clean: in a released tarball configure and lib/gnulib stay'; \
	else rm -rf $(S)configure $(S)lib/gnulib; fi

help: ## show this
	$(Q)sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(makefile) | expand -t 18
	$(Q)echo 'Variables: CC, CFLAGS, WERROR=1 (warnings are errors), V=1 (show commands), prefix, DESTDIR.'
