/**
 * Calls `wake` whenever the page may have come back to life, and `gone` when the device says that
 * it has no network. Returns what ends it.
 */
export type WatchPage = (wake: () => void, gone: () => void) => () => void;

/** What the browser says about the network, and about somebody looking at the page again. */
export const watchPage: WatchPage = (wake, gone) => {
    const look = (): void => {
        if (document.visibilityState === 'visible') wake();
    };
    window.addEventListener('online', wake);
    window.addEventListener('pageshow', wake);
    window.addEventListener('offline', gone);
    document.addEventListener('visibilitychange', look);
    return () => {
        window.removeEventListener('online', wake);
        window.removeEventListener('pageshow', wake);
        window.removeEventListener('offline', gone);
        document.removeEventListener('visibilitychange', look);
    };
};
