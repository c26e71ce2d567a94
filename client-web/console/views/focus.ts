import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Takes the focus when what had it is gone from the page after a change of `changes`; `atFirst`:
 * also when this element itself is new.
 */
export function useRescuedFocus(
    element: RefObject<HTMLElement | null>,
    changes: string,
    atFirst = false,
): void {
    const first = useRef(!atFirst);
    useLayoutEffect(() => {
        const skip = first.current;
        first.current = false;
        if (skip) return;
        queueMicrotask(() => {
            if (document.activeElement !== document.body) return;
            element.current?.focus({ preventScroll: true });
        });
    }, [changes]);
}
