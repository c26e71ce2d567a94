import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Readable } from './store';
import { Store } from './store';
import { useStore } from './use_store';

/**
 * The languages of the pages. A page's dictionary stands in locales/LANGUAGE/PAGE.ts. The Dutch
 * one is the model: another language that lacks a key of it, or whose sentence takes other
 * arguments, is a type error. What depends on a number or a name is a function, so that every
 * language makes its own plural.
 */
export const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
    nl: 'Nederlands',
    en: 'English',
};

/** The form of a dictionary: each text a string, each sentence with parameters a function. */
export type Dictionary<Model> = {
    readonly [Key in keyof Model]: Model[Key] extends string
        ? string
        : Model[Key] extends (...values: infer Values) => string
          ? (...values: Values) => string
          : Dictionary<Model[Key]>;
};

export function isLanguage(text: string): text is Language {
    return (LANGUAGES as readonly string[]).includes(text);
}

/** The first language of the browser that the pages have; Dutch if there is none. */
export function browserLanguage(): Language {
    for (const wish of navigator.languages) {
        const short = wish.slice(0, 2).toLowerCase();
        if (isLanguage(short)) return short;
    }
    return 'nl';
}

/** How a page gets at its dictionary in each language. */
export type Dictionaries<T> = Readonly<Record<Language, () => Promise<T>>>;

interface Chosen<T> {
    readonly language: Language;
    readonly texts: T;
}

/** The texts of one page, in the language that is chosen now. */
export class Texts<T> {
    private readonly dictionaries: Dictionaries<T>;
    private readonly chosen: Store<Chosen<T>>;
    private wish: Language;

    private constructor(dictionaries: Dictionaries<T>, first: Chosen<T>) {
        this.dictionaries = dictionaries;
        this.chosen = new Store(first);
        this.wish = first.language;
        document.documentElement.lang = first.language;
    }

    /** Begins in this language. Rejects when its dictionary cannot be loaded. */
    static async load<T>(dictionaries: Dictionaries<T>, language: Language): Promise<Texts<T>> {
        return new Texts(dictionaries, { language, texts: await dictionaries[language]() });
    }

    /** The dictionaries are part of the page already. */
    static of<T>(all: Readonly<Record<Language, T>>, language: Language): Texts<T> {
        const dictionaries = { nl: () => Promise.resolve(all.nl), en: () => Promise.resolve(all.en) };
        return new Texts(dictionaries, { language, texts: all[language] });
    }

    /** The language that is chosen, with its texts. */
    get now(): Readable<Chosen<T>> {
        return this.chosen;
    }

    /** Changes the language as soon as it is loaded; without a connection it stays as it is. */
    async choose(language: Language): Promise<void> {
        this.wish = language;
        const texts = await this.dictionaries[language]().catch(() => null);
        if (texts === null || this.wish !== language) return;
        document.documentElement.lang = language;
        this.chosen.set({ language, texts });
    }
}

/**
 * Makes the context by which a page's components get at its texts: `Provider` goes around the
 * page, `useTexts()` gives the texts and the language and draws anew when it changes.
 */
export function createTexts<T>(): {
    Provider: ReturnType<typeof createContext<Texts<T> | null>>['Provider'];
    useTexts: () => { t: T; language: Language; choose: (language: Language) => void };
} {
    const context = createContext<Texts<T> | null>(null);
    const useTexts = () => {
        const texts = useContext(context);
        if (texts === null) throw new Error('texts are used outside of their provider');
        const { texts: t, language } = useStore(texts.now);
        return { t, language, choose: (wish: Language) => void texts.choose(wish) };
    };
    return { Provider: context.Provider, useTexts };
}
