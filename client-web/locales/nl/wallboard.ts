import type { Need } from '../../wallboard/rows';
import { staff } from './staff';

const needs: Record<Need, string> = {
    now: 'Nu hulp nodig',
    soon: 'Let op',
    calm: 'Rustig',
    closed: 'Gesloten',
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
