#include "people/accounts.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "people/failures.h"
#include "people/who.h"

/*
 * Tries live in a pool of fixed size, beside their passwords, which are in memory of their own
 * that is locked and wiped. A try waits until its account is free of the delay and one of the
 * two threads is; the one that came first (the lowest ticket) goes first. Nothing but a try that
 * runs is ever touched by another thread.
 */

enum { POOL = ACCOUNTS_RUNNING_MAX + ACCOUNTS_QUEUE_MAX + ACCOUNTS_HELD_MAX };

enum stage { STAGE_FREE, STAGE_WAITING, STAGE_RUNNING };

struct
try {
    enum stage stage;
    uint64_t ticket;
    struct accounts *accounts;
    struct who who;
    char *password;
    enum accounts_answer answer;
    accounts_fn done; /* NULL: nobody waits any more */
    void *context;
    uv_work_t work;
};

struct accounts {
    uv_loop_t *loop;
    const struct config *config;
    struct log *log;
    struct failures *failures;
    unsigned char key[WHO_KEY_SIZE];
    char (*passwords)[ACCOUNTS_PASSWORD_MAX + 1];
    uint64_t last_ticket;
    size_t running;
    uv_timer_t timer; /* runs while somebody is held back */
    bool closing;
    void (*closed)(void *context);
    void *closed_context;
    struct try pool[POOL];
};

static void pump(struct accounts *accounts);

struct accounts *accounts_create(uv_loop_t *loop, const struct config *config, struct log *log)
{
    struct accounts *accounts = calloc(1, sizeof *accounts);

    if (accounts == NULL) {
        return NULL;
    }
    accounts->failures = failures_create(who_slots(config), ACCOUNTS_DELAY_MIN_MS,
                                         ACCOUNTS_DELAY_MAX_MS, ACCOUNTS_FORGET_MS);
    accounts->passwords = sodium_allocarray(POOL, sizeof *accounts->passwords);
    if (accounts->failures == NULL || accounts->passwords == NULL) {
        failures_destroy(accounts->failures);
        sodium_free(accounts->passwords);
        free(accounts);
        return NULL;
    }
    accounts->loop = loop;
    accounts->config = config;
    accounts->log = log;
    randombytes_buf(accounts->key, sizeof accounts->key);
    (void)uv_timer_init(loop, &accounts->timer);
    accounts->timer.data = accounts;
    for (size_t i = 0; i < POOL; i++) {
        accounts->pool[i].accounts = accounts;
        accounts->pool[i].password = accounts->passwords[i];
    }
    return accounts;
}

static void release(struct try *try)
{
    sodium_memzero(try->password, ACCOUNTS_PASSWORD_MAX + 1);
    try->stage = STAGE_FREE;
    try->done = NULL;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct accounts *accounts = handle->data;
    void (*closed)(void *) = accounts->closed;
    void *context = accounts->closed_context;

    failures_destroy(accounts->failures);
    sodium_free(accounts->passwords);
    free(accounts);
    if (closed != NULL) {
        closed(context);
    }
}

/* In one of libuv's threads: touches the try only. */
static void check(uv_work_t *work)
{
    struct try *try = work->data;

    errno = 0;
    if (crypto_pwhash_str_verify(try->who.hash, try->password, strlen(try->password)) == 0) {
        try->answer = ACCOUNTS_RIGHT;
    } else {
        /* libsodium says EINVAL for another password; the rest is want of memory. */
        try->answer = errno == EINVAL ? ACCOUNTS_WRONG : ACCOUNTS_BUSY;
    }
}

/* What the check means for the account: also when nobody waits for the answer any more. */
static enum accounts_answer settle(struct accounts *accounts, const struct try *try)
{
    enum accounts_answer answer = try->answer;

    if (answer == ACCOUNTS_RIGHT && try->who.staff == NULL) {
        answer = ACCOUNTS_WRONG; /* somebody else's password under a name that does not exist */
    }
    if (answer == ACCOUNTS_RIGHT) {
        failures_clear(accounts->failures, try->who.slot);
    } else if (answer == ACCOUNTS_WRONG) {
        failures_add(accounts->failures, try->who.slot, clock_monotonic_ms());
        if (try->who.staff != NULL) {
            log_write(accounts->log, LOG_LEVEL_INFO, "sign_in_wrong", "staff", try->who.staff->id,
                      NULL);
        }
    } else {
        log_write(accounts->log, LOG_LEVEL_WARN, "sign_in_no_memory", NULL);
    }
    return answer;
}

static void on_checked(uv_work_t *work, int status)
{
    struct try *try = work->data;
    struct accounts *accounts = try->accounts;
    accounts_fn done = try->done;
    void *context = try->context;
    const struct config_staff *staff = try->who.staff;

    (void)status; /* nothing cancels the work: a try that runs is let run */
    enum accounts_answer answer = settle(accounts, try);
    release(try);
    accounts->running--;
    if (done != NULL) {
        done(context, answer, answer == ACCOUNTS_RIGHT ? staff : NULL);
    }
    pump(accounts);
}

static void start(struct accounts *accounts, struct try *try)
{
    try->stage = STAGE_RUNNING;
    try->work.data = try;
    accounts->running++;
    (void)uv_queue_work(accounts->loop, &try->work, check, on_checked); /* fails without check */
}

/* The next try that may run, or NULL; *wake_ms: how long until another one may, or -1. */
static struct try *next_try(struct accounts *accounts, int64_t now_ms, int64_t *wake_ms)
{
    struct try *first = NULL;

    *wake_ms = -1;
    for (size_t i = 0; i < POOL; i++) {
        struct try *try = &accounts->pool[i];
        if (try->stage != STAGE_WAITING) {
            continue;
        }
        int64_t wait_ms = failures_free_at(accounts->failures, try->who.slot, now_ms) - now_ms;
        if (wait_ms > 0) {
            *wake_ms = *wake_ms < 0 || wait_ms < *wake_ms ? wait_ms : *wake_ms;
        } else if (first == NULL || try->ticket < first->ticket) {
            first = try;
        }
    }
    return first;
}

static void on_timer(uv_timer_t *timer)
{
    pump(timer->data);
}

/* Starts what may run, and the timer for what may run later. Ends the whole when it is time. */
static void pump(struct accounts *accounts)
{
    uv_handle_t *timer = (uv_handle_t *)&accounts->timer;
    int64_t wake_ms = -1;

    if (accounts->closing) {
        if (accounts->running == 0 && !uv_is_closing(timer)) {
            uv_close(timer, on_timer_closed);
        }
        return;
    }
    while (accounts->running < ACCOUNTS_RUNNING_MAX) {
        struct try *try = next_try(accounts, clock_monotonic_ms(), &wake_ms);
        if (try == NULL) {
            break;
        }
        start(accounts, try);
    }
    /* While both threads are busy the end of a check pumps again, and sets the timer then. */
    if (wake_ms >= 0) {
        uv_update_time(accounts->loop);
        (void)uv_timer_start(&accounts->timer, on_timer, (uint64_t)wake_ms, 0);
    }
}

/* Room in the pool for a try on this account, or NULL if there is none: see the limits. */
static struct try *find_room(struct accounts *accounts, size_t slot)
{
    const int64_t now_ms = clock_monotonic_ms();
    const bool held = failures_free_at(accounts->failures, slot, now_ms) > now_ms;
    struct try *room = NULL;
    size_t alike = 0; /* waiting tries that are held back, or that are not, as this one */
    size_t same = 0;  /* waiting tries on the same account */

    for (size_t i = 0; i < POOL; i++) {
        struct try *try = &accounts->pool[i];
        if (try->stage == STAGE_FREE) {
            room = try;
        } else if (try->stage == STAGE_WAITING) {
            alike += (failures_free_at(accounts->failures, try->who.slot, now_ms) > now_ms) == held;
            same += try->who.slot == slot;
        }
    }
    if (same >= ACCOUNTS_HELD_EACH || alike >= (held ? ACCOUNTS_HELD_MAX : ACCOUNTS_QUEUE_MAX)) {
        return NULL;
    }
    return room;
}

uint64_t accounts_sign_in(struct accounts *accounts, const char *organisation, const char *name,
                          const char *password, accounts_fn done, void *context)
{
    struct who who = who_find(accounts->config, accounts->key, organisation, name);
    struct try *try = accounts->closing ? NULL : find_room(accounts, who.slot);

    if (try == NULL) {
        return 0;
    }
    if (strlen(password) > ACCOUNTS_PASSWORD_MAX) {
        who.staff = NULL; /* what fits is checked, and is wrong in any case */
    }
    try->stage = STAGE_WAITING;
    try->ticket = ++accounts->last_ticket;
    try->who = who;
    try->done = done;
    try->context = context;
    (void)snprintf(try->password, ACCOUNTS_PASSWORD_MAX + 1, "%s", password);
    uint64_t ticket = try->ticket;
    pump(accounts);
    return ticket;
}

void accounts_cancel(struct accounts *accounts, uint64_t ticket)
{
    for (size_t i = 0; i < POOL; i++) {
        struct try *try = &accounts->pool[i];
        if (try->stage == STAGE_FREE || try->ticket != ticket) {
            continue;
        }
        if (try->stage == STAGE_WAITING) {
            release(try);
        } else {
            try->done = NULL; /* its thread reads the password: it is wiped when that is done */
        }
    }
}

void accounts_close(struct accounts *accounts, void (*closed)(void *context), void *context)
{
    accounts->closing = true;
    accounts->closed = closed;
    accounts->closed_context = context;
    for (size_t i = 0; i < POOL; i++) {
        struct try *try = &accounts->pool[i];
        accounts_fn done = try->done;
        void *waiter = try->context;
        try->done = NULL;
        if (try->stage == STAGE_WAITING) {
            release(try);
        }
        if (done != NULL) {
            done(waiter, ACCOUNTS_BUSY, NULL);
        }
    }
    pump(accounts);
}
