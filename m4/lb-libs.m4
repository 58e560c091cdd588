# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries that pkg-config does not know everywhere.

AC_DEFUN([LB_LIB_ESMTP],
[PKG_CHECK_MODULES([ESMTP], [libesmtp-1.0 >= 1.1], [],
  [AC_CHECK_HEADER([libesmtp.h], [], [AC_MSG_ERROR([libesmtp 1.1 or later is needed (libesmtp-dev)])])
  AC_CHECK_LIB([esmtp], [smtp_starttls_set_ctx], [ESMTP_LIBS="-lesmtp"],
    [AC_MSG_ERROR([libesmtp is too old or was built without OpenSSL])])])])

AC_DEFUN([LB_LIB_UNISTRING],
[AC_CHECK_HEADER([unilbrk.h], [], [AC_MSG_ERROR([libunistring is needed (libunistring-dev)])])
AC_CHECK_LIB([unistring], [u8_width_linebreaks], [LIBUNISTRING_LIBS="-lunistring"],
  [AC_MSG_ERROR([libunistring is needed (libunistring-dev)])])
AC_SUBST([LIBUNISTRING_LIBS])])
