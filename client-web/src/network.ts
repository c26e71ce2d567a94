import type { Language } from './i18n';

/** One text in the languages of the network. */
export type NetworkText = Readonly<Record<string, string>>;

export interface Tag {
    readonly id: string;
    readonly label: NetworkText;
    readonly urgent?: boolean;
}

export interface TagGroup {
    readonly group: string;
    readonly label: NetworkText;
    readonly choose: 'one' | 'many';
    readonly tags: readonly Tag[];
}

/** A part of a day: "09:00" to "17:00". */
export interface TimesLine {
    readonly from: string;
    readonly to: string;
}

export interface HoursLine extends TimesLine {
    readonly days: readonly string[];
}

export interface Holiday {
    readonly date: string;
    readonly name: NetworkText;
}

export interface Desk {
    readonly id: string;
    readonly name: NetworkText;
    readonly about: NetworkText;
    readonly hours: 'always' | readonly HoursLine[];
    readonly holiday_hours: 'usual' | 'closed' | 'always' | readonly TimesLine[];
    /** So long before it closes no more visitors are let in. */
    readonly intake_stop_minutes: number;
    readonly languages: readonly string[];
    readonly listed: boolean;
    readonly tags: readonly string[];
    readonly staffed_by: readonly string[];
    readonly fallback: readonly string[];
}

export interface Organisation {
    readonly id: string;
    readonly name: string;
    readonly about: NetworkText;
    readonly phone?: string;
    readonly site?: string;
    readonly desks: readonly Desk[];
}

/** What everybody may know of the network, as the server gives it at /network.json. */
export interface NetworkFile {
    readonly network: string;
    readonly demo: boolean;
    readonly time_zone: string;
    readonly languages: readonly string[];
    readonly neutral_page: string;
    readonly emergency: { readonly phone: string; readonly text: NetworkText };
    readonly holidays: readonly Holiday[];
    readonly triage: readonly TagGroup[];
    readonly organisations: readonly Organisation[];
}

/** The network file with look-ups. */
export class Network {
    readonly file: NetworkFile;
    private readonly desks = new Map<string, Desk>();
    private readonly organisations = new Map<string, Organisation>();
    private readonly tags = new Map<string, Tag>();

    constructor(file: NetworkFile) {
        this.file = file;
        for (const organisation of file.organisations) {
            this.organisations.set(organisation.id, organisation);
            for (const desk of organisation.desks) this.desks.set(desk.id, desk);
        }
        for (const group of file.triage) {
            for (const tag of group.tags) this.tags.set(tag.id, tag);
        }
    }

    desk(id: string): Desk | undefined {
        return this.desks.get(id);
    }

    organisation(id: string): Organisation | undefined {
        return this.organisations.get(id);
    }

    /** The organisation of a desk, by the desk's id. */
    organisationOf(deskId: string): Organisation | undefined {
        return this.organisations.get(deskId.split('/')[0] ?? '');
    }

    tag(id: string): Tag | undefined {
        return this.tags.get(id);
    }

    /** The name of a desk; its id if the network file does not know it. */
    deskName(id: string, language: Language): string {
        const desk = this.desks.get(id);
        return desk ? this.text(desk.name, language) : id;
    }

    /** The name of an organisation; its id if the network file does not know it. */
    organisationName(id: string): string {
        return this.organisations.get(id)?.name ?? id;
    }

    tagLabel(id: string, language: Language): string {
        const tag = this.tags.get(id);
        return tag ? this.text(tag.label, language) : id;
    }

    /** The text in that language, or in the first language of the network. */
    text(text: NetworkText, language: Language): string {
        return text[language] ?? text[this.file.languages[0] ?? ''] ?? '';
    }
}

/** Loads /network.json from the page's own server. Rejects when that fails. */
export async function loadNetwork(): Promise<Network> {
    const response = await fetch('/network.json', { credentials: 'omit' });
    if (!response.ok) throw new Error(`network.json: ${response.status}`);
    return new Network((await response.json()) as NetworkFile);
}
