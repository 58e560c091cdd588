/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue that comes with Lockbox, and how wrong ones are refused. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/share.h"
#include "config/settings.h"

static LbCatalogue *
standard(void)
{
    g_autofree char *path = lb_share_path("catalogue.conf");
    g_autoptr(GError) error = NULL;
    LbCatalogue *read = lb_catalogue_read(path, &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    return read;
}

Test(catalogue, the_catalogue_has_what_the_document_names)
{
    static const struct {
        const char *service, *scenario;
        LbStage stage;
        int port; /* 0: none */
    } rows[] = {
        { "virtual-machines", "remote-desktop-windows", LB_STAGE_GENERAL, 3389 },
        { "virtual-machines", "remote-desktop-linux", LB_STAGE_GENERAL, 22 },
        { "virtual-machine-scale-sets", "remote-desktop-windows", LB_STAGE_GENERAL, 3389 },
        { "virtual-machine-scale-sets", "remote-desktop-linux", LB_STAGE_GENERAL, 22 },
        { "cloud-services", "remote-desktop-web-role", LB_STAGE_GENERAL, 3389 },
        { "cloud-services", "remote-desktop-worker-role", LB_STAGE_GENERAL, 3389 },
        { "storage", "account-data", LB_STAGE_PREVIEW, 0 },
        { "sql-database", "database-data", LB_STAGE_PREVIEW, 0 },
        { "data-explorer", "cluster-data", LB_STAGE_PREVIEW, 0 },
        { "virtual-machines", "memory-dump", LB_STAGE_PREVIEW, 0 },
        { "virtual-machines", "managed-disk", LB_STAGE_PREVIEW, 0 },
        { "subscriptions", "transfer", LB_STAGE_PREVIEW, 0 },
    };
    g_autoptr(LbCatalogue) scenarios = standard();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const LbScenario *scenario =
            lb_catalogue_find(scenarios, rows[i].service, rows[i].scenario);
        cr_assert_not_null(scenario, "%s/%s", rows[i].service, rows[i].scenario);
        cr_assert_eq(scenario->stage, rows[i].stage);
        cr_assert(scenario->touches_data);
        cr_assert_eq(scenario->ports != NULL ? scenario->ports[0] : 0, rows[i].port);
    }
}

Test(catalogue, every_scenario_speaks_japanese_too)
{
    g_autoptr(LbCatalogue) scenarios = standard();
    for (guint i = 0; i < scenarios->scenarios->len; i++) {
        const LbScenario *scenario = g_ptr_array_index(scenarios->scenarios, i);
        cr_assert_not_null(g_hash_table_lookup(scenario->labels, "ja"), "%s", scenario->id);
        cr_assert_str_neq(lb_scenario_exposes(scenario, "ja"), lb_scenario_exposes(scenario, NULL));
        GHashTable *service = g_hash_table_lookup(scenarios->services, scenario->service);
        cr_assert_not_null(service, "%s", scenario->service);
        cr_assert_not_null(g_hash_table_lookup(service, "ja"), "%s", scenario->service);
    }
    cr_assert_str_eq(lb_catalogue_service_label(scenarios, "storage", "en_GB"), "Storage");
    cr_assert_str_eq(lb_catalogue_service_label(scenarios, "storage", "ja_JP.UTF-8"), "ストレージ");
    cr_assert_str_eq(lb_catalogue_service_label(scenarios, "no-such-service", "ja"),
                     "no-such-service");
}

#define HEAD "[a/b]\nlabel=x\nexposes=x\nstage=ga\nos=any\ncustomer-data=yes\n"
#define TYPES "types=A.B/c\n"

Test(catalogue, what_is_wrong_is_named_with_its_reason)
{
    static const struct {
        const char *text, *reason;
    } rows[] = {
        { HEAD TYPES "ports=22;\n", NULL },
        { HEAD TYPES "ports=0\n", ": [a/b] ports: must be ports, 1 to 65535" },
        { HEAD TYPES "ports=22;65536\n", ": [a/b] ports: must be ports, 1 to 65535" },
        { HEAD TYPES "ports=ssh\n", ": [a/b] ports: must be ports, 1 to 65535" },
        { HEAD TYPES "ports=22;;23\n", ": [a/b] ports: has nothing between two ;" },
        { HEAD TYPES "exposed=x\n", ": [a/b] exposed: there is no such key" },
        { HEAD "types=A\n", ": [a/b] types: must be resource types" },
        { HEAD, ": [a/b] types: " },
        { "[a/b]\nlabel=x\n", ": [a/b] exposes: is missing" },
        { "[a/b]\nexposes=x\n", ": [a/b] label: is missing" },
        { "[a]\nlabel=x\nlabel[ja]=y\n" HEAD TYPES, NULL },
        { "[a]\nlabel[ja]=y\n", ": [a] label: is missing" },
        { "[a]\nlabel=x\nexposes=y\n", ": [a] exposes: there is no such key" },
        { "[A]\nlabel=x\n", ": [A]: must be called SERVICE or SERVICE/SCENARIO" },
        { "[a/b/c]\nlabel=x\n", ": [a/b/c]: must be called SERVICE or SERVICE/SCENARIO" },
        { HEAD TYPES HEAD, ":8: [a/b]: stands twice" },
        { HEAD TYPES "os=any\n", ":8: [a/b] os: stands twice" },
        { HEAD TYPES "\n\nos\n", ":10: is neither [GROUP], nor KEY=VALUE in a group" },
    };
    g_autofree char *directory = g_dir_make_tmp("catalogue-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "c.conf", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(g_file_set_contents(path, rows[i].text, -1, NULL));
        g_autoptr(LbCatalogue) read = lb_catalogue_read(path, &error);
        cr_assert_eq(read == NULL, rows[i].reason != NULL, "%s", rows[i].text);
        if (read != NULL)
            continue;
        cr_assert(g_str_has_prefix(error->message, path), "%s", error->message);
        const char *behind = error->message + strlen(path);
        cr_assert(g_str_has_prefix(behind, rows[i].reason), "wanted: %s\nfound: %s", rows[i].reason,
                  behind);
    }
    g_unlink(path);
    g_rmdir(directory);
}
