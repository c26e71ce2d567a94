import type { Alert } from '../../src/protocol/generated';
import type { Need } from '../../wallboard/rows';
import { staff } from './staff';

const needs: Record<Need, string> = {
    now: 'Nu hulp nodig',
    soon: 'Let op',
    calm: 'Rustig',
    closed: 'Gesloten',
};

const alerts: Record<Alert, string> = {
    declined: 'Iedereen heeft een bezoeker geweigerd',
    stranded: 'Iemand wacht en niemand kan helpen',
    lost: 'Een medewerker viel weg tijdens een gesprek',
    paused: 'Iemand staat op pauze na twee gemiste aanbiedingen',
};

export const wallboardTexts = {
    staff,
    title: 'Wandbord',
    table: 'Loketten nu',
    columns: {
        desk: 'Loket',
        need: 'Aandacht',
        state: 'Toestand',
        waiting: 'Wachtenden',
        longest: 'Langst wachtend',
        onDuty: 'In dienst',
        free: 'Plaatsen vrij',
        transfers: 'Overdrachten',
        wait: 'Verwachte wachttijd',
    },
    needs,
    alerts,
    people: {
        open: (count: number) => `${count} in dienst: laat zien wie`,
        title: (desk: string) => `In dienst: ${desk}`,
        hint: 'Zit iemand vast? Meld die af. De bezoekers gaan dan vooraan in de rij en krijgen dat te horen.',
        none: 'Er is niemand in dienst.',
        free: 'kan iemand aannemen',
        busy: 'bezig of op pauze',
        signOff: 'Afmelden',
        sure: (who: string) => `${who} nu afmelden?`,
        yes: 'Ja, meld af',
        no: 'Nee',
        close: 'Sluiten',
    },
    nobodyWaits: 'niemand',
    totals: 'Totalen',
    total: {
        open: 'Loketten open',
        waiting: 'Wachtenden',
        longest: 'Langst wachtend',
        transfers: 'Overdrachten bezig',
        attention: 'Loketten die aandacht vragen',
    },
    updated: (time: string) => `Laatste bericht van de server: ${time}`,
    stale: 'Deze cijfers zijn oud: er is geen verbinding.',
    waitingForBoard: 'De loketten worden geladen…',
    none: 'Er zijn geen loketten om te tonen.',
    fullScreen: 'Volledig scherm',
    legend: 'Boven staat wie het eerst hulp nodig heeft.',
    needsNow: (desk: string) => `${desk} heeft nu hulp nodig.`,
};

export type WallboardTexts = typeof wallboardTexts;
