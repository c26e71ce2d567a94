import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A window over the page. Escape closes it, and the focus goes back to where it was. */
export function Dialog(props: {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
}): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const before = document.activeElement;
        dialog.current?.showModal();
        return () => {
            if (before instanceof HTMLElement) before.focus();
        };
    }, []);
    return (
        <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={props.onClose}>
            <h2 id="dialog-title">{props.title}</h2>
            {props.children}
        </dialog>
    );
}
