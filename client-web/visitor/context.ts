import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { visitor as dutch } from '../locales/nl/visitor';
import type { Dictionary } from '../src/i18n';
import { createTexts } from '../src/i18n';
import type { Network } from '../src/network';
import type { VisitorClient } from './client';

export type VisitorTexts = Dictionary<typeof dutch>;

export const { Provider: TextsProvider, useTexts } = createTexts<VisitorTexts>();

/** What every view of the page needs. */
export interface Page {
    readonly client: VisitorClient;
    readonly network: Network;
    /** Whether this is another view than the one that the page opened with. */
    readonly moved: boolean;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
    const page = useContext(PageContext);
    if (page === null) throw new Error('a view is used outside of the page');
    return page;
}
