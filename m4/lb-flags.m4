# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler and linker flags. They go into LB_CPPFLAGS, LB_CFLAGS and LB_LDFLAGS, which the fragments
# put before the builder's own CPPFLAGS, CFLAGS and LDFLAGS; those stay as the builder gave them.

# LB_CFLAG(FLAG): FLAG is added to LB_CFLAGS when the compiler knows it.
AC_DEFUN([LB_CFLAG],
[AS_VAR_PUSHDEF([lb_cache], [lb_cv_cflag_$1])dnl
AC_CACHE_CHECK([whether $CC understands $1], [lb_cache],
  [lb_saved_CFLAGS=$CFLAGS
  CFLAGS="-Werror $1 $CFLAGS"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM()], [AS_VAR_SET([lb_cache], [yes])], [AS_VAR_SET([lb_cache], [no])])
  CFLAGS=$lb_saved_CFLAGS])
AS_VAR_IF([lb_cache], [yes], [AS_VAR_APPEND([LB_CFLAGS], [" $1"])])
AS_VAR_POPDEF([lb_cache])])

# LB_LDFLAG(FLAG): FLAG is added to LB_LDFLAGS when the linker knows it.
AC_DEFUN([LB_LDFLAG],
[AS_VAR_PUSHDEF([lb_cache], [lb_cv_ldflag_$1])dnl
AC_CACHE_CHECK([whether the linker understands $1], [lb_cache],
  [lb_saved_LDFLAGS=$LDFLAGS
  LDFLAGS="-Werror $LB_LDFLAGS $1 $LDFLAGS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AS_VAR_SET([lb_cache], [yes])], [AS_VAR_SET([lb_cache], [no])])
  LDFLAGS=$lb_saved_LDFLAGS])
AS_VAR_IF([lb_cache], [yes], [AS_VAR_APPEND([LB_LDFLAGS], [" $1"])])
AS_VAR_POPDEF([lb_cache])])

AC_DEFUN([LB_WARNING_FLAGS],
[LB_CFLAGS="-std=gnu11"
m4_foreach_w([lb_flag],
  [-Wall -Wextra -Wshadow -Wformat=2 -Wformat-signedness -Wstrict-prototypes -Wmissing-prototypes
   -Wmissing-declarations -Wold-style-definition -Wnested-externs -Wredundant-decls -Wpointer-arith
   -Wcast-align -Wwrite-strings -Wundef -Wvla -Wlogical-op -Wduplicated-cond -Wduplicated-branches
   -Wimplicit-fallthrough -Wfloat-equal -Werror=implicit-function-declaration -Werror=return-type
   -Werror=incompatible-pointer-types -Werror=int-conversion],
  [LB_CFLAG(lb_flag)
])])

# LB_FORTIFY(LEVEL, OTHERWISE): LEVEL where compiler and C library really give it (they need -O for
# it); otherwise the next try.
AC_DEFUN([LB_FORTIFY],
[AC_CACHE_CHECK([for _FORTIFY_SOURCE=$1], [lb_cv_fortify_$1],
  [lb_saved_CPPFLAGS=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]],
    [[#if !defined __USE_FORTIFY_LEVEL || __USE_FORTIFY_LEVEL < $1
      #error "not here"
      #endif]])], [lb_cv_fortify_$1=yes], [lb_cv_fortify_$1=no])
  CPPFLAGS=$lb_saved_CPPFLAGS])
AS_VAR_IF([lb_cv_fortify_$1], [yes],
  [AS_VAR_APPEND([LB_CPPFLAGS], [" -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$1"])
  lb_hardening_summary="_FORTIFY_SOURCE=$1"], [$2])])

AC_DEFUN([LB_HARDENING_FLAGS],
[lb_hardening_summary=no
AS_VAR_IF([enable_hardening], [no], [],
  [lb_hardening_summary="no _FORTIFY_SOURCE"
  # Overflow that is defined to wrap is one that the sanitizers no longer report.
  AS_VAR_IF([enable_sanitizers], [no],
    [LB_FORTIFY([3], [LB_FORTIFY([2], [])])
    LB_CFLAG([-fno-strict-overflow])])
  m4_foreach_w([lb_flag],
    [-fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE],
    [LB_CFLAG(lb_flag)
    ])
  LB_LDFLAG([-pie])
  LB_LDFLAG([[-Wl,-z,relro]])
  LB_LDFLAG([[-Wl,-z,now]])
  LB_LDFLAG([[-Wl,-z,noexecstack]])
  AS_VAR_APPEND([lb_hardening_summary], [", stack protector, position-independent, read-only relocations"])])])

AC_DEFUN([LB_SANITIZER_FLAGS],
[AS_VAR_IF([enable_sanitizers], [no], [],
  [lb_sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all"
  AC_MSG_CHECKING([whether $CC can build with sanitizers])
  lb_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS $lb_sanitizers"
  AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
    AC_MSG_ERROR([--enable-sanitizers was given, but $CC cannot link with $lb_sanitizers])])
  CFLAGS=$lb_saved_CFLAGS
  AS_VAR_APPEND([LB_CFLAGS], [" $lb_sanitizers -fno-omit-frame-pointer"])
  AS_VAR_APPEND([LB_LDFLAGS], [" $lb_sanitizers"])
  # The shared libasan and libubsan each bring the common part of the runtime, and one takes it from
  # the other: reports, or halves of them, go to standard error whatever log_path says.
  LB_LDFLAG([-static-libasan])
  LB_LDFLAG([-static-libubsan])])])

AC_DEFUN([LB_COVERAGE_FLAGS],
[AC_PATH_PROG([GCOV], [gcov], [])
AS_VAR_IF([enable_coverage], [no], [],
  [AS_VAR_IF([GCOV], [], [AC_MSG_ERROR([--enable-coverage was given, but there is no gcov])])
  AS_VAR_APPEND([LB_CFLAGS], [" --coverage -fprofile-update=atomic"])
  AS_VAR_APPEND([LB_LDFLAGS], [" --coverage"])])])
