import type { Desk, Network } from '../src/network';
import type { PublicDesk, Wait } from '../src/protocol/generated';
import { WAIT_VALUES } from '../src/protocol/generated';

/** A desk that takes visitors now, to go to instead. */
export interface OtherDesk {
    readonly desk: Desk;
    readonly wait: Wait;
    /** Whether something that the visitor ticked belongs there. */
    readonly fits: boolean;
}

const SLOW_FROM = WAIT_VALUES.indexOf('15_to_30');

/** Whether the wait is so long that other desks are put forward. */
export function isSlow(wait: Wait | undefined): boolean {
    return wait !== undefined && WAIT_VALUES.indexOf(wait) >= SLOW_FROM;
}

export interface VisitorWish {
    /** Where he is or was going to be. */
    readonly except: string;
    readonly tags: ReadonlySet<string>;
    /** The language that he chose; undefined while he has not. */
    readonly language?: string;
}

/**
 * The other listed desks that take visitors now, the shortest wait first. Those that fit what the
 * visitor ticked; all of them when he ticked nothing or when none fits.
 */
export function otherDesks(
    desks: readonly PublicDesk[],
    network: Network,
    wish: VisitorWish,
): readonly OtherDesk[] {
    const open = desks.flatMap(({ desk: id, state, wait }): OtherDesk[] => {
        const desk = network.desk(id);
        if (!desk?.listed || id === wish.except) return [];
        if (state !== 'open' && state !== 'busy') return [];
        if (wish.language !== undefined && !desk.languages.includes(wish.language)) return [];
        return [{ desk, wait, fits: desk.tags.some((tag) => wish.tags.has(tag)) }];
    });
    const fitting = open.filter(({ fits }) => fits);
    return (fitting.length > 0 ? fitting : open).sort(
        (one, other) => WAIT_VALUES.indexOf(one.wait) - WAIT_VALUES.indexOf(other.wait),
    );
}

/** Those of them where it takes less long. */
export function quickerThan(wait: Wait, desks: readonly OtherDesk[]): readonly OtherDesk[] {
    const here = WAIT_VALUES.indexOf(wait);
    return desks.filter((each) => WAIT_VALUES.indexOf(each.wait) < here);
}
