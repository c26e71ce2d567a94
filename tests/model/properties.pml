/* What must hold. */

#define in_queue (queued[HOME] || queued[TARGET])

/* A live visitor is in exactly one place: in the queue of his desk (or away, and it is kept for
 * him), held for one counsellor, or with one owner. */
inline check_place() {
    assert(!queued[HOME] || !queued[TARGET]);
    if
    :: conversation == conversation_waiting ->
        assert(owner == NOBODY && !transfer_lives && !offer_stands);
        assert(queued[conversation_desk] == (at[V] != 0))
    :: conversation == conversation_offered ->
        assert(owner == NOBODY && !transfer_lives && !in_queue && at[V] != 0);
        assert(offer_stands && !offer_is_for_transfer)
    :: conversation == conversation_active ->
        assert(owner != NOBODY && (!offer_stands || offer_is_for_transfer));
        assert(in_queue == (transfer == transfer_seeking && at[V] != 0));
        assert(!in_queue || queued[transfer_desk])
    :: else ->
        assert(owner == NOBODY && !transfer_lives && !offer_stands && !in_queue)
    fi
}

inline check_owner() {
    assert(is_owner[A] + is_owner[B] + is_owner[C] <= 1);
    assert(owner == NOBODY || is_owner[owner]);
    assert(owner != NOBODY || is_owner[A] + is_owner[B] + is_owner[C] == 0)
}

/* A counsellor's load is what he is in, and he is never in more than he has places for. */
inline check_slots(x) {
    assert(load(x) <= 1);
    assert(holds_talk[x] == (owner == x || receiver == x));
    assert(holds_offer[x] == (offer_stands && offered_to == x));
    /* Whoever holds something is there, or his grace time runs. */
    assert(load(x) == 0 || duty[x] != duty_off);
    assert(at[x] != 0 || duty[x] == duty_off || grace_due[x]);
    assert(at[x] == 0 || !grace_due[x]);
    /* Offered only to somebody who can answer. */
    assert(!holds_offer[x] || (at[x] != 0 && duty[x] == duty_on))
}

inline check_transfer() {
    assert(!transfer_lives || conversation == conversation_active);
    assert((receiver != NOBODY) == (transfer == transfer_briefing || transfer == transfer_introduced));
    assert(receiver == NOBODY || (receiver != owner && is_asked_for(receiver)));
    assert(colleague == NOBODY || transfer_lives);
    assert((transfer == transfer_offered) == (offer_stands && offer_is_for_transfer));
    /* Every state has a limit that runs, unless its time stands still. */
    assert(limit_due == (transfer_lives && has_limit && !stands_still));
    assert(!limit_due || limit_left)
}

inline check_visitor() {
    assert(at[V] != 0 || !conversation_lives || grace_due[V]);
    assert(!grace_due[V] || (at[V] == 0 && conversation_lives))
}

/* The end of every atomic step. */
inline settled() {
    noted[HOME] = noted[HOME] && can_match(HOME);
    noted[TARGET] = noted[TARGET] && can_match(TARGET);
    /* What is over is of no more interest: it refuses everything. */
    if :: transfer != 0 && !transfer_lives -> transfer = 0; transfer_desk = 0 :: else fi;
    if :: !offer_stands -> offer = 0; offered_to = NOBODY; offer_is_for_transfer = 0 :: else fi;
    if :: !conversation_lives && !ended_by_loss -> conversation_desk = HOME :: else fi
}

#ifndef LIVENESS
/* Looks at every state between two functions. */
active proctype watch() {
end_of_watch:
    do
    :: d_step {
        idle ->
        /* Whoever could be paired was noted by the function that made it possible. */
        assert(!can_match(HOME) && !can_match(TARGET));
        check_place();
        check_owner();
        check_slots(A);
        check_slots(B);
        check_slots(C);
        check_transfer();
        check_visitor()
    }
    od
}
#endif

#ifdef LIVENESS
/* Only time is fair; people do what they like, for ever. */
ltl every_transfer_ends { []<> !transfer_lives }
#endif
