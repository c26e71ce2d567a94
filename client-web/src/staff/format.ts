import type { Language } from '../i18n';
import type { Network } from '../network';
import type { Person } from '../protocol/generated';

/** 65000 -> "1:05". A count-down shows its last second until it is over, hence rounded up. */
export function minutesLeft(ms: number): string {
    return minutes(Math.ceil(Math.max(0, ms) / 1000));
}

/** 65999 -> "01:05": how long something has lasted. */
export function minutesPassed(ms: number): string {
    return minutes(Math.floor(Math.max(0, ms) / 1000)).padStart(5, '0');
}

function minutes(seconds: number): string {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The time of day of a moment on the server's clock. */
export function timeOfDay(at: number, language: Language, seconds = false): string {
    return new Date(at).toLocaleTimeString(language, {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        ...(seconds ? { second: '2-digit' } : {}),
    });
}

/** "Anna (Centrum Seksueel Geweld)". */
export function personName(person: Person, network: Network): string {
    return `${person.alias} (${network.organisationName(person.organisation)})`;
}

/** "Centrum Seksueel Geweld: Net gebeurd": desks of two organisations may have the same name. */
export function deskName(desk: string, network: Network, language: Language): string {
    const organisation = network.organisationOf(desk);
    const name = network.deskName(desk, language);
    return organisation ? `${organisation.name}: ${name}` : name;
}

/** What a language calls itself; its code if the browser does not know it. */
export function languageName(code: string, language: Language): string {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
}
