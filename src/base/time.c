/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in text. Weekdays and months come from our own catalogue, since the person's locale is often
 * not installed on the server. */
#include "base/time.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"

static const char *const weekdays[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                        N_("Fri"), N_("Sat"), N_("Sun") };
static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                      N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                      N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };

/* TRANSLATORS: patterns of g_date_time_format(); {weekday} and {month} are replaced by the translated
 * short names. */
static const char *const patterns[] = {
    [LB_TIME_SHORT] = N_("{weekday} %H:%M"),
    [LB_TIME_DAY] = N_("{weekday} %-d {month} %H:%M"),
    [LB_TIME_FULL] = N_("{weekday} %-d {month} %Y %H:%M %Z"),
    [LB_TIME_DATE] = "%Y-%m-%d",
    [LB_TIME_STAMP] = "%Y-%m-%d %H:%M:%S",
    [LB_TIME_EXACT] = "%Y-%m-%d %H:%M:%S.{millisecond} %Z",
};

static GDateTime *
to_date_time(int64_t time, GTimeZone *zone)
{
    int64_t seconds = time / LB_SECOND;
    int64_t rest = time % LB_SECOND;
    if (rest < 0) {
        rest += LB_SECOND;
        seconds--;
    }
    g_autoptr(GDateTime) whole = g_date_time_new_from_unix_utc(seconds);
    if (whole == NULL) /* outside years 1 to 9999: show the epoch rather than nothing */
        whole = g_date_time_new_from_unix_utc(0);
    g_autoptr(GDateTime) exact = g_date_time_add(whole, rest);
    return zone != NULL ? g_date_time_to_timezone(exact, zone) : g_steal_pointer(&exact);
}

char *
lb_time_to_iso(int64_t time)
{
    g_autoptr(GDateTime) moment = to_date_time(time, NULL);
    g_autofree char *seconds = g_date_time_format(moment, "%Y-%m-%dT%H:%M:%S");
    return g_strdup_printf("%s.%06dZ", seconds, g_date_time_get_microsecond(moment));
}

bool
lb_time_from_iso(const char *text, int64_t *time, GError **error)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, utc);
    if (moment == NULL) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
                            _("is not a time like 2026-11-24T03:58:49Z"));
        return false;
    }
    *time = g_date_time_to_unix(moment) * LB_SECOND + g_date_time_get_microsecond(moment);
    return true;
}

/* A day alone, and hours and minutes alone, become what ISO 8601 wants to be whole. */
static char *
complete_time(const char *text)
{
    const size_t day = strlen("2026-11-24"), minute = strlen("2026-11-24T03:58");
    if (strlen(text) == day)
        return g_strconcat(text, "T00:00:00", NULL);
    char *whole = g_strconcat(text, strlen(text) == minute ? ":00" : NULL, NULL);
    if (strlen(whole) > day && whole[day] == ' ')
        whole[day] = 'T';
    return whole;
}

bool
lb_time_read(const char *text, GTimeZone *zone, int64_t *time)
{
    g_autofree char *whole = complete_time(text);
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(whole, zone);
    if (moment == NULL)
        return false;
    *time = g_date_time_to_unix(moment) * LB_SECOND + g_date_time_get_microsecond(moment);
    return true;
}

char *
lb_time_write(int64_t time, GTimeZone *zone)
{
    static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) moment = to_date_time(time, zone);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text = g_date_time_format(moment, forms[i]);
        int64_t again = 0;
        if (lb_time_read(text, zone != NULL ? zone : utc, &again) && again == time)
            return g_steal_pointer(&text);
    }
    return lb_time_to_iso(time);
}

char *
lb_time_format(int64_t time, GTimeZone *zone, LbTimeStyle style)
{
    g_autoptr(GDateTime) moment = to_date_time(time, zone);
    g_autoptr(GString) pattern = g_string_new(_(patterns[style]));
    g_string_replace(pattern, "{weekday}", _(weekdays[g_date_time_get_day_of_week(moment) - 1]), 0);
    g_string_replace(pattern, "{month}", _(months[g_date_time_get_month(moment) - 1]), 0);
    g_autofree char *millisecond =
        g_strdup_printf("%03d", g_date_time_get_microsecond(moment) / 1000);
    g_string_replace(pattern, "{millisecond}", millisecond, 0);
    char *text = g_date_time_format(moment, pattern->str);
    return text != NULL ? text : lb_time_to_iso(time);
}

char *
lb_time_to_mail_date(int64_t time)
{
    g_autoptr(GDateTime) moment = to_date_time(time, NULL);
    g_autofree char *rest = g_date_time_format(moment, "%Y %H:%M:%S +0000");
    return g_strdup_printf("%s, %d %s %s", weekdays[g_date_time_get_day_of_week(moment) - 1],
                           g_date_time_get_day_of_month(moment),
                           months[g_date_time_get_month(moment) - 1], rest);
}

char *
lb_time_format_span(int64_t span)
{
    int64_t minutes = MAX(span, 0) / LB_MINUTE;
    int days = (int)(minutes / (24 * 60)), hours = (int)(minutes / 60 % 24),
        rest = (int)(minutes % 60);
    if (days > 0 && hours > 0)
        return g_strdup_printf(_("%d d %d h"), days, hours);
    if (days > 0)
        return g_strdup_printf(_("%d d"), days);
    if (hours > 0 && rest > 0)
        return g_strdup_printf(_("%d h %d min"), hours, rest);
    if (hours > 0)
        return g_strdup_printf(_("%d h"), hours);
    if (rest > 0)
        return g_strdup_printf(_("%d min"), rest);
    return g_strdup(_("under 1 min"));
}

GTimeZone *
lb_time_zone(const char *identifier)
{
    /* GLib would also take a path or read /etc/localtime: only plain IANA names are looked up. */
    bool plain =
        identifier != NULL && g_ascii_isalpha(identifier[0]) && strstr(identifier, "..") == NULL;
    GTimeZone *zone = plain ? g_time_zone_new_identifier(identifier) : NULL;
    return zone != NULL ? zone : g_time_zone_new_utc();
}
