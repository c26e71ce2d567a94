/* What happens by itself: time, heartbeats, the router. It is fair: what may happen for ever does
 * happen. Each time-out may come at any moment at which its time runs. */

#define TIME_PASSES idle && a_process_lives

/* A process notices that a socket is gone and says so; nobody says it for a dead one. */
#define notices(x) \
    :: d_step { idle && at[x] != 0 && link[x] != at[x] && takes_people(at[x]) -> gone(x); settled() }

#define grace_ends(x) \
    :: d_step { TIME_PASSES && grace_due[x] -> staff_lost(x); settled() }

#define wrap_up_ends(x) \
    :: d_step { TIME_PASSES && holds_wrap_up[x] -> end_wrap_up(x); settled() }

/* Nothing was heard of a process: another one's tick gives it up. Or it starts again first. */
#define process_ends(p) \
    :: d_step { TIME_PASSES && !alive[p] && generation_valid[p] -> \
        generation_valid[p] = 0; abandon(p); settled() } \
    :: d_step { idle && !alive[p] -> alive[p] = 1; generation_valid[p] = 1; abandon(p); settled() }

inline limit_is_over() {
    limit_due = 0;
    if
    :: transfer == transfer_asked -> close_transfer(ask_over, false)
    :: transfer == transfer_seeking ->
        if
        :: colleague != NOBODY -> close_transfer(colleague_away, false)
        :: else -> close_transfer(nobody, false)
        fi
    :: transfer == transfer_briefing || transfer == transfer_introduced -> close_transfer(time_over, false)
    :: else
    fi
}

inline conversation_forgotten() {
    count(step_of_conversation_forget(conversation));
    end_wrap_up(A);
    end_wrap_up(B);
    end_wrap_up(C);
    conversation = 0
}

#define missed_twice(x) \
    :: d_step { TIME_PASSES && holds_offer[x] -> offer_runs_out(); set_duty(x, missed_twice); settled() }

active proctype clock() {
end_of_clock:
    do
    /* Two in a row put him on pause; which this is nobody counts here. */
    :: d_step { TIME_PASSES && offer_stands -> offer_runs_out(); settled() }
    missed_twice(A)
    missed_twice(B)
    missed_twice(C)
    :: d_step { TIME_PASSES && limit_due -> limit_is_over(); settled() }
    :: d_step { TIME_PASSES && grace_due[V] -> grace_due[V] = 0; finish_conversation(visitor_lost, 1); settled() }
    /* The visitor never said anything; what is said is not counted here. */
    :: d_step { TIME_PASSES && is_step(conversation, no_show) && !transfer_lives && !stands_still ->
        finish_conversation(no_show, 0); settled() }
    /* All absences of the owner together have a budget. */
    :: d_step { TIME_PASSES && owner != NOBODY && at[owner] == 0 -> owner_lost(); settled() }
    :: d_step { TIME_PASSES && conversation == conversation_ended -> conversation_forgotten(); settled() }
    /* An exclusion, and each offer that comes to nothing, take something of the time in which a
     * colleague is sought: enough for PATIENCE of them. */
    :: d_step { TIME_PASSES && (excluded[A] || excluded[B] || excluded[C]) &&
        (!is_search || patience > 0) -> forgive(); settled() }
    grace_ends(A)
    grace_ends(B)
    grace_ends(C)
    wrap_up_ends(A)
    wrap_up_ends(B)
    wrap_up_ends(C)
    notices(V)
    notices(A)
    notices(B)
    notices(C)
    process_ends(P1)
    process_ends(P2)
    od
}

/* The longest idle comes first; here it may be any who fits. */
#define offers_to(x) \
    :: d_step { (noted[HOME] && fits(x, HOME)) || (noted[TARGET] && fits(x, TARGET)) -> \
        make_offer(x); noted[HOME] = 0; noted[TARGET] = 0; settled() }

active proctype router() {
end_of_router:
    do
    offers_to(A)
    offers_to(B)
    offers_to(C)
    od
}
