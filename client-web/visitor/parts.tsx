import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../src/clock';
import type { Organisation } from '../src/network';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';

/** The heading of a view. It gets the focus when the view takes the place of another one. */
export function Title(props: { children: ComponentChildren }): JSX.Element {
    const { moved } = usePage();
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        if (moved) heading.current?.focus();
    }, []);
    return (
        <h1 class="nl-heading nl-heading--level-1" tabIndex={-1} ref={heading}>
            {props.children}
        </h1>
    );
}

export type ButtonKind = 'primary' | 'secondary' | 'subtle';

export function Button(props: {
    kind?: ButtonKind;
    submit?: boolean;
    busy?: boolean;
    onClick?: () => void;
    children: ComponentChildren;
}): JSX.Element {
    const { kind = 'secondary', submit = false, busy = false, onClick, children } = props;
    return (
        <button
            type={submit ? 'submit' : 'button'}
            class={`nl-button nl-button--${kind}${busy ? ' nl-button--busy' : ''}`}
            aria-disabled={busy}
            onClick={(event) => {
                if (busy) event.preventDefault();
                else onClick?.();
            }}
        >
            {children}
        </button>
    );
}

export type AlertKind = 'info' | 'ok' | 'warning' | 'error';

/** A box that stands out. Errors interrupt a screen reader, other kinds wait their turn. */
export function Alert(props: { kind: AlertKind; children: ComponentChildren }): JSX.Element {
    return (
        <div
            class={`utrecht-alert utrecht-alert--${props.kind}`}
            role={props.kind === 'error' ? 'alert' : 'status'}
        >
            <div class="utrecht-alert__content">{props.children}</div>
        </div>
    );
}

/** Whether something has been so for this long, and still is. */
export function useHeld(isSo: boolean, forMs: number): boolean {
    const [held, setHeld] = useState(false);
    useEffect(() => {
        setHeld(false);
        return isSo ? browserClock.after(forMs, () => setHeld(true)) : undefined;
    }, [isSo, forMs]);
    return isSo && held;
}

/** A panel below the messages comes into sight with each new `content`; null: it has none. */
export function usePanel(
    block: 'start' | 'nearest',
    content: string | null,
): { current: HTMLElement | null } {
    const panel = useRef<HTMLElement>(null);
    useEffect(() => {
        if (content !== null) panel.current?.scrollIntoView({ block });
    }, [content]);
    return panel;
}

/** Why a request failed, in words. The place is always there, so that the words are announced. */
export function ErrorText(props: { error: Failure | null; text?: string }): JSX.Element {
    const { t } = useTexts();
    const text = props.text ?? (props.error ? t.errors[props.error.code] : '');
    return (
        <div role="alert">
            {text !== '' && (
                <div class="utrecht-alert utrecht-alert--error">
                    <div class="utrecht-alert__content">{text}</div>
                </div>
            )}
        </div>
    );
}

/** A sentence in which the number can be called. */
function WithPhone({ text, phone }: { text: string; phone: string }): JSX.Element {
    const [before = '', after = ''] = text.includes(phone) ? text.split(phone, 2) : [`${text} `];
    return (
        <>
            {before}
            <a class="nl-link" href={`tel:${phone.replace(/[^0-9+]/g, '')}`}>
                {phone}
            </a>
            {after}
        </>
    );
}

/** The numbers to call: the emergency number, and that of the organisation. */
export function Phones(props: { organisation?: Organisation | undefined }): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const { emergency } = network.file;
    const { organisation } = props;
    return (
        <aside class="phones" aria-label={t.helpTitle}>
            <p class="nl-paragraph">
                <WithPhone text={network.text(emergency.text, language)} phone={emergency.phone} />
            </p>
            {organisation?.phone !== undefined && (
                <p class="nl-paragraph">
                    {t.helpTitle}{' '}
                    <WithPhone
                        text={t.callOrganisation(organisation.name, organisation.phone)}
                        phone={organisation.phone}
                    />
                </p>
            )}
        </aside>
    );
}
