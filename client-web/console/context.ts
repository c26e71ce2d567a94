import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Dictionary } from '../src/i18n';
import { createTexts } from '../src/i18n';
import type { Network } from '../src/network';
import type { RequestMap, RequestType } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import type { KeysView } from '../src/crypto/staff_view';
import { NO_KEYS } from '../src/crypto/staff_view';
import { useSelected, useStore } from '../src/use_store';
import type { FailureCode } from '../src/transport/transport';
import type { ConsoleTexts } from '../locales/nl/console';
import type { FocusPlace, LocalState, Workplace } from './workplace';

export const { Provider: TextsProvider, useTexts } = createTexts<Dictionary<ConsoleTexts>>();

/** What every view of the console needs. */
export interface Console {
    readonly workplace: Workplace;
    readonly network: Network;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
    const value = useContext(ConsoleContext);
    if (value === null) throw new Error('a view is used outside of the console');
    return value;
}

/** A part of what this page knows by itself. */
export function useLocal<S>(select: (state: LocalState) => S): S {
    return useSelected(useConsole().workplace.local, select);
}

/** Whether this counsellor's own key is not open: then he can read and write nothing. */
export function useIsLocked(): boolean {
    const { workplace } = useConsole();
    return useSelected(workplace.keys.state, ({ step }) => step !== 'open');
}

/** The keys of a conversation, as far as the page shows them. */
export function useKeysView(conversation: string): KeysView {
    const { keys } = useConsole().workplace.keys;
    useStore(keys.changed);
    return keys.viewOf(conversation) ?? NO_KEYS;
}

/** A conversation; undefined when it is not (yet, any more) there. */
export function useConversation(id: string | null): ConversationView | undefined {
    const { workplace } = useConsole();
    return useSelected(workplace.session.state, (state) =>
        id === null ? undefined : state.conversations.get(id),
    );
}

/**
 * Calls `focus` when this place should get the focus and is there to take it. It does so before
 * the next key press: what is typed after a shortcut must not land where the focus was before.
 */
export function useWantedFocus(place: FocusPlace, focus: () => void): void {
    const { workplace } = useConsole();
    const wanted = useLocal((state) => state.wanted === place);
    useLayoutEffect(() => {
        if (!wanted) return;
        workplace.focused();
        focus();
    }, [wanted]);
}

export interface Deed {
    readonly error: FailureCode | null;
    readonly busy: boolean;
    /** Does it unless it is being done; resolves to whether it went well. */
    run(work: () => Promise<FailureCode | null>): Promise<boolean>;
    /** As run, for one request. */
    request<Type extends RequestType>(
        type: Type,
        fields: RequestMap[Type]['fields'],
    ): Promise<boolean>;
}

/** Something that a button does, with the error to show beside it. */
export function useDeed(): Deed {
    const { workplace } = useConsole();
    const [error, setError] = useState<FailureCode | null>(null);
    const [busy, setBusy] = useState(false);
    const run = async (work: () => Promise<FailureCode | null>): Promise<boolean> => {
        if (busy) return false;
        setBusy(true);
        setError(null);
        const code = await work();
        setBusy(false);
        setError(code);
        return code === null;
    };
    return {
        error,
        busy,
        run,
        request: (type, fields) =>
            run(async () => {
                const result = await workplace.session.request(type, fields);
                return result.ok ? null : result.error.code;
            }),
    };
}
