#include "front/connections.h"

#include <stdlib.h>

static void on_visit(void *context, struct ring *member)
{
    (void)context;
    connection_visit(RING_HOLDER(member, struct connection, seat));
}

/* The members of `ring` have the same time limit, so the first one is the first to reach it. */
static struct connection *first_late(const struct ring *ring, uint64_t now_ms)
{
    struct connection *connection;

    if (ring_is_empty(ring))
        return NULL;
    connection = RING_HOLDER(ring->next, struct connection, limit);
    return connection->deadline_ms <= now_ms ? connection : NULL;
}

static void on_step(void *context)
{
    struct connections *all = context;
    uint64_t now_ms = uv_now(all->loop);
    struct connection *connection;

    while ((connection = first_late(&all->waiting, now_ms)) != NULL)
        connection_close(connection, WIRE_CLOSE_HELLO_TIMEOUT, NULL);
    while ((connection = first_late(&all->ending, now_ms)) != NULL) {
        ring_remove(&connection->limit);
        connection_cut(connection);
    }
    all->step(all->step_context);
}

static void tell_drained(struct connections *all)
{
    if (!all->draining || all->count > 0 || !all->drained)
        return;
    void (*drained)(void *) = all->drained;
    all->drained = NULL;
    drained(all->drained_context);
}

static void on_later(uv_idle_t *idle)
{
    struct connections *all = idle->data;
    struct ring turn;

    ring_init(&turn);
    ring_move(&all->due, &turn);
    while (!ring_is_empty(&turn)) {
        struct connection *connection = RING_HOLDER(turn.next, struct connection, due);
        ring_remove(&connection->due);
        connection_proceed(connection);
    }
    if (ring_is_empty(&all->due)) {
        uv_idle_stop(idle);
        tell_drained(all);
    }
}

void connections_wake(struct connections *all)
{
    if (!uv_is_closing((uv_handle_t *)&all->later))
        uv_idle_start(&all->later, on_later);
}

void connections_later(struct connections *all, struct connection *connection)
{
    if (ring_is_empty(&connection->due))
        ring_append(&all->due, &connection->due);
    connections_wake(all);
}

void connections_init(struct connections *all, uv_loop_t *loop,
                      const struct front_settings *settings, const struct front_owner *owner,
                      struct log *log)
{
    const struct wheel_settings turning = {
        .period_ms = settings->ping_ms, .visit = on_visit, .step = on_step, .context = all};

    *all = (struct connections){.settings = settings, .owner = owner, .log = log, .loop = loop};
    ring_init(&all->waiting);
    ring_init(&all->ending);
    ring_init(&all->due);
    wheel_init(&all->wheel, loop, &turning);
    uv_idle_init(loop, &all->later);
    all->later.data = all;
}

static void close_for_draining(void *context, struct ring *member)
{
    (void)context;
    connection_close(RING_HOLDER(member, struct connection, seat), WIRE_CLOSE_DRAINING, NULL);
}

void connections_hush(struct connections *all)
{
    all->draining = true;
}

void connections_drain(struct connections *all, void (*drained)(void *context), void *context)
{
    connections_hush(all);
    all->drained = drained;
    all->drained_context = context;
    wheel_each(&all->wheel, close_for_draining, NULL);
    connections_wake(all);
}

void connections_stop(struct connections *all)
{
    wheel_finish(&all->wheel);
    if (!uv_is_closing((uv_handle_t *)&all->later))
        uv_close((uv_handle_t *)&all->later, NULL);
}

void connections_finish(struct connections *all)
{
    free(all->scratch);
    all->scratch = NULL;
    all->scratch_size = 0;
}
