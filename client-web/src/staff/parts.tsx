import type { ComponentChildren, JSX } from 'preact';
import type { FailureCode } from '../transport/transport';
import type { StaffTexts } from './texts';

export type ButtonKind = 'primary' | 'secondary' | 'subtle';

/**
 * A button. One that cannot be used now stays in the tab order and says why by `describedBy`; the
 * focus is never lost because a button was switched off.
 */
export function Button(props: {
    kind?: ButtonKind;
    submit?: boolean;
    disabled?: boolean;
    id?: string | undefined;
    label?: string | undefined;
    describedBy?: string | undefined;
    pressed?: boolean;
    onClick?: () => void;
    children: ComponentChildren;
}): JSX.Element {
    const { kind = 'secondary', submit = false, disabled = false, onClick, children } = props;
    const off = disabled ? ' nl-button--disabled' : '';
    const down = props.pressed ? ' nl-button--pressed' : '';
    return (
        <button
            type={submit ? 'submit' : 'button'}
            class={`nl-button nl-button--${kind}${off}${down}`}
            id={props.id}
            aria-label={props.label}
            aria-disabled={disabled || undefined}
            aria-describedby={props.describedBy}
            aria-pressed={props.pressed}
            onClick={(event) => {
                if (disabled) event.preventDefault();
                else onClick?.();
            }}
        >
            {children}
        </button>
    );
}

/** Why something failed. The place is always there, so that the words are announced. */
export function ErrorText(props: {
    id?: string;
    texts: StaffTexts;
    code?: FailureCode | null;
    text?: string | null;
}): JSX.Element {
    const words = props.text ?? (props.code ? props.texts.errors[props.code] : null);
    return (
        <div role="alert" id={props.id} class="error-place">
            {words !== null && <p class="box box--error">{words}</p>}
        </div>
    );
}
