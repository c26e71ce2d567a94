import type { Dictionary } from '../../src/i18n';
import type { WallboardTexts } from '../nl/wallboard';
import { staff } from './staff';

export const wallboardTexts: Dictionary<WallboardTexts> = {
    staff,
    title: 'Wallboard',
    table: 'Desks now',
    columns: {
        desk: 'Desk',
        need: 'Attention',
        state: 'State',
        waiting: 'Waiting',
        longest: 'Longest wait',
        onDuty: 'On duty',
        free: 'Free places',
        transfers: 'Transfers',
        wait: 'Expected wait',
    },
    needs: {
        now: 'Needs help now',
        soon: 'Watch',
        calm: 'Calm',
        closed: 'Closed',
    },
    nobodyWaits: 'nobody',
    totals: 'Totals',
    total: {
        open: 'Desks open',
        waiting: 'Waiting',
        longest: 'Longest wait',
        transfers: 'Transfers under way',
        attention: 'Desks that need attention',
    },
    updated: (time) => `Last word from the server: ${time}`,
    stale: 'These figures are old: there is no connection.',
    waitingForBoard: 'The desks are being loaded…',
    none: 'There are no desks to show.',
    fullScreen: 'Full screen',
    legend: 'At the top stands who needs help first.',
    needsNow: (desk) => `${desk} needs help now.`,
};
