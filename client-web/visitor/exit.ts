/** Shift, pressed and released by itself this often within this time, leaves the page. */
const PRESSES = 3;
const WITHIN_MS = 5_000;

/**
 * Calls `leave` when Shift was pressed three times within five seconds. A Shift that makes a
 * capital letter does not count, nor one while an input method is composing. Returns what ends it.
 */
export function watchShift(leave: () => void): () => void {
    let times: number[] = [];
    let alone = false;
    const down = (event: KeyboardEvent): void => {
        alone = event.key === 'Shift' && !event.repeat && !event.isComposing;
        if (event.key !== 'Shift') times = [];
    };
    const up = (event: KeyboardEvent): void => {
        if (event.key !== 'Shift' || !alone || event.isComposing) return;
        alone = false;
        times = [...times.filter((time) => event.timeStamp - time < WITHIN_MS), event.timeStamp];
        if (times.length >= PRESSES) leave();
    };
    document.addEventListener('keydown', down, true);
    document.addEventListener('keyup', up, true);
    return () => {
        document.removeEventListener('keydown', down, true);
        document.removeEventListener('keyup', up, true);
    };
}

/** Empties the page at once: nothing can be read any more, whatever takes time after this. */
export function blank(): void {
    document.body.replaceChildren();
    document.title = '';
}

/** Forgets what the tab kept, and puts a harmless page in the place of this one. */
export function goAway(neutralPage: string): void {
    try {
        sessionStorage.clear();
    } catch {
        // storage is forbidden here, so nothing is in it
    }
    location.replace(neutralPage);
}
