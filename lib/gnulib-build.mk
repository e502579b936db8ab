# SPDX-License-Identifier: GPL-3.0-or-later
# Makes libgnu.a and gnulib's headers in the current folder (build/gnulib). The Makefile calls it with srcdir (lib/gnulib of
# the sources) and top_builddir (where config.status is). gnulib.mk expects automake's variables and rules around it.

default: all

AM_CFLAGS =
AM_CPPFLAGS =
AM_V_GEN = @
AM_V_at = @
BUILT_SOURCES =
CLEANFILES =
DISTCLEANFILES =
EXTRA_DIST =
MAINTAINERCLEANFILES =
MOSTLYCLEANFILES =
MOSTLYCLEANDIRS =
SUFFIXES =
noinst_HEADERS =
noinst_LIBRARIES =
noinst_LTLIBRARIES =

include $(top_builddir)/build/config/gnulib.mk

VPATH = $(srcdir)

objects := $(patsubst %.c,%.o,$(filter %.c,$(libgnu_a_SOURCES))) $(notdir $(filter %.o,$(libgnu_a_LIBADD)))

.PHONY: default all mostlyclean-generic
.DELETE_ON_ERROR:

all: libgnu.a

libgnu.a: $(objects) $(BUILT_SOURCES)
	@rm -f $@
	@$(AR) rc $@ $(objects)

$(objects): $(BUILT_SOURCES)

%.o: %.c
	@echo "  CC     gnulib/$(notdir $<)"
	@$(CC) -I. -I$(srcdir) -I$(top_builddir)/build/config -DHAVE_CONFIG_H $(CPPFLAGS) $(CFLAGS) -w -c -o $@ $<

mostlyclean-generic:
