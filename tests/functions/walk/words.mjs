// A history in words: who called what, and what was answered.

const LONG = /[0-9a-f]{32}/g;

function short(text, names) {
    let unnamed = 0;
    return text.replaceAll(LONG, (id) => {
        names[id] ??= /^f\d0/.test(id) ? `transfer-${id.slice(1, 2)}-${Number.parseInt(id.slice(2), 16)}` : `offer-${++unnamed}-${id.slice(0, 4)}`;
        return names[id];
    });
}

const DULL = new Set(['command', 'alias', 'organisation', 'secret', 'next', 'record', 'reason', 'outcome']);

function argumentsText(name, values) {
    if (name === 'configure') {
        const closed = Object.entries(values.desks).filter(([, { open }]) => !open).map(([desk]) => desk);
        return closed.length > 0 ? `closed=${closed}` : 'all open';
    }
    return Object.entries(values).filter(([key]) => !DULL.has(key))
        .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' ');
}

/** The log of a replay as lines of text. */
export function tell({ log, names }) {
    const known = { ...names };
    const calls = Array.isArray(log) ? log : []; // an empty list comes as {}
    return calls.map(({ at, process, name, values, answer }) => {
        const reply = answer.length > 160 ? `${answer.slice(0, 160)} ...` : answer;
        return short(`${(at / 1000).toFixed(1).padStart(7)} s  ${process}  ${name} ${argumentsText(name, values)} -> ${reply}`, known);
    });
}
