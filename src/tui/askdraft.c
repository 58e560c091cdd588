/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of a request: kept when it has changed, brought back when the form is opened again. */
#include "base/i18n.h"
#include "tui/ask.h"

/* Fills the form in from @draft, of which nothing has to be right: what cannot be chosen any more is left out. */
static void
take_draft(LbAsk *ask, const LbDraft *draft)
{
    int level = LB_LEVEL_READ;
    g_autofree char *hours = draft->hours > 0 ? g_strdup_printf("%d", draft->hours) : g_strdup("");
    ask->ticket = draft->ticket;
    g_free(ask->service);
    g_free(ask->scenario);
    ask->service = g_strdup(draft->service);
    ask->scenario = g_strdup(draft->scenario);
    if (draft->level != NULL)
        lb_names_find(lb_level_names, draft->level, &level);
    ask->level = (LbLevel)level;
    ask->hours_typed = draft->hours > 0;
    lb_field_set(&ask->hours, hours);
    lb_editor_set(&ask->why, draft->justification != NULL ? draft->justification : "");
    g_ptr_array_set_size(ask->resources, 0);
    g_clear_pointer(&ask->aside, g_ptr_array_unref);
    for (char **id = draft->resources; id != NULL && *id != NULL; id++) {
        LbResource *resource = lb_resource_from_id(*id, NULL);
        if (resource != NULL)
            g_ptr_array_add(ask->resources, resource);
    }
}

/* Fills in what was kept for the ticket (0: without one; -1: last), if anything was. */
static bool
restore(LbAsk *ask, int64_t ticket, GError **error)
{
    LbApp *app = ask->screen.app;
    LbDraft nothing = { .ticket = MAX(ticket, 0) };
    g_autoptr(LbDraft) draft = NULL;
    bool read = lb_service_draft(app->service, app->actor, ticket, &draft, error);
    take_draft(ask, draft != NULL ? draft : &nothing);
    ask->restored = draft != NULL ? draft->kept : 0;
    ask->kept = draft != NULL;
    ask->changed = ask->edited = false;
    return read;
}

bool
lb_ask_restore(LbAsk *ask, int64_t ticket, GError **error)
{
    return restore(ask, ticket != 0 ? ticket : -1, error);
}

void
lb_ask_begin(LbAsk *ask, int64_t ticket)
{
    g_autoptr(GError) error = NULL;
    if (!restore(ask, ticket, &error))
        lb_app_fail(ask->screen.app, g_steal_pointer(&error));
    lb_ask_settle(ask);
}

bool
lb_ask_copy(LbAsk *ask, int64_t number, GError **error)
{
    LbApp *app = ask->screen.app;
    g_autoptr(LbDraft) other = NULL;
    g_autoptr(LbDraft) draft = lb_service_copy_request(app->service, app->actor, number, error);
    if (draft == NULL)
        return false;
    take_draft(ask, draft);
    g_free(ask->like);
    ask->like = g_strdup(draft->like);
    if (lb_service_draft(app->service, app->actor, draft->ticket, &other, NULL) && other != NULL)
        lb_app_say(app, LB_STYLE_WARNING,
                   g_strdup(_("A draft of this ticket is kept. What you change here replaces it; "
                              "Esc leaves it.")));
    return true;
}

/* With what is put aside: it may be wanted again. */
static GStrv
ids_of(const LbAsk *ask)
{
    const GPtrArray *all = ask->aside != NULL ? ask->aside : ask->resources;
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    for (guint i = 0; i < all->len; i++)
        g_strv_builder_add(ids, ((const LbResource *)g_ptr_array_index(all, i))->id);
    return g_strv_builder_end(ids);
}

static bool
keep(const LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    g_auto(GStrv) ids = ids_of(ask);
    LbDraft draft = { .ticket = ask->ticket,
                      .service = ask->service,
                      .scenario = ask->scenario,
                      .level = (char *)lb_names_get(lb_level_names, (int)ask->level),
                      .hours = ask->hours_typed ? MAX(lb_ask_hours(ask), 0) : 0,
                      .justification = ask->why.text->str,
                      .resources = ids };
    return lb_service_keep_draft(app->service, app->actor, &draft, error);
}

bool
lb_ask_keep(LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    if (!ask->changed)
        return true;
    bool something = lb_ask_holds_something(ask);
    bool done = something ? keep(ask, error)
                          : lb_service_drop_draft(app->service, app->actor, ask->ticket, error);
    ask->changed = !done;
    ask->kept = done ? something : ask->kept;
    return done;
}

bool
lb_ask_throw_away(LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    LbDraft nothing = { .ticket = ask->ticket };
    /* What is kept for the ticket and has not been in the form is nothing to throw away here. */
    if (ask->kept && !lb_service_drop_draft(app->service, app->actor, ask->ticket, error))
        return false;
    take_draft(ask, &nothing);
    ask->restored = 0;
    g_clear_pointer(&ask->like, g_free);
    ask->changed = ask->edited = ask->kept = false;
    lb_ask_settle(ask);
    return true;
}
