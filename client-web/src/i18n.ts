import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Readable } from './store';
import { Store, useStore } from './store';

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

/** The texts of one page, in the language that is chosen now. */
export class Texts<T> {
    private readonly byLanguage: Readonly<Record<Language, T>>;
    private readonly chosen: Store<Language>;

    constructor(byLanguage: Readonly<Record<Language, T>>, language: Language) {
        this.byLanguage = byLanguage;
        this.chosen = new Store(language);
        document.documentElement.lang = language;
    }

    get language(): Readable<Language> {
        return this.chosen;
    }

    /** The texts in the present language. */
    now(): T {
        return this.byLanguage[this.chosen.get()];
    }

    choose(language: Language): void {
        document.documentElement.lang = language;
        this.chosen.set(language);
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
        const language = useStore(texts.language);
        return { t: texts.now(), language, choose: (wish: Language) => texts.choose(wish) };
    };
    return { Provider: context.Provider, useTexts };
}
