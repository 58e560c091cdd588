/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of event XML: whole, damaged and hostile. */
#include <criterion/criterion.h>
#include <string.h>

#include "events/reading.h"
#include "events/xml.h"

Test(xml, probe)
{
    const char *files[] = { "security-en.xml", "system-ja.xml",      "security-ja-utf16.xml",
                            "damaged.xml",     "entity-bomb.xml",    "external-entity.xml",
                            "wrong-times.xml", "missing-fields.xml", "truncated.xml" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *notes = notes_of_xml(files[i]);
        g_print("== %s\n%s", files[i], notes);
    }
    cr_assert(true);
}
