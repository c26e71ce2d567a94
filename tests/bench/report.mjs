// From the lines of the load generator to a table of medians.

const BUSY = 0.9; // of one processor: above it the generator may be what is measured
const DISTURBED = 0.15; // processors that others used
const REACHED = 0.97; // of the rate that was asked for: below it the waiting only grows

export function median(values) {
    const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function number(value, digits = 0) {
    return Number.isFinite(value) ? value.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits }) : '-';
}

const perSecond = (line) => line.count / line.clock;
const micro = (part) => (line) => (line[part] * 1e6) / line.count;
const both = (line) => ((line.server + line.redis) * 1e6) / line.count;

/** What is wrong with the passes of a phase, and what may have disturbed them. */
function remarks(lines) {
    const found = [];
    const sum = (name) => lines.reduce((total, line) => total + (line[name] ?? 0), 0);
    for (const name of ['refused', 'lost', 'doubled', 'skipped', 'failed']) {
        if (sum(name) > 0) {
            found.push(`${sum(name)} ${name}`);
        }
    }
    const codes = {};
    for (const [code, count] of lines.flatMap(({ errors }) => Object.entries(errors ?? {}))) {
        codes[code] = (codes[code] ?? 0) + count;
    }
    found.push(...Object.entries(codes).map(([code, count]) => `${code} ${count}`));
    const rate = Number(/^rate_(\d+)$/.exec(lines[0].phase)?.[1]);
    const reached = median(lines.map(perSecond));
    if (reached < REACHED * rate) {
        found.push('not reached');
    }
    const missing = sum('said') - sum('delivered');
    if (missing > 0) {
        found.push(`${missing} not delivered`);
    }
    const unanswered = sum('said') - sum('acknowledged');
    if (unanswered > 0) {
        found.push(`${unanswered} not acknowledged`);
    }
    return found;
}

function disturbances(lines) {
    const busy = lines.filter((line) => !line.phase.startsWith('rate') && line.self / line.clock > BUSY).length;
    const disturbed = lines.filter((line) => line.others / line.clock > DISTURBED).length;
    return [
        ...(busy ? [`generator busy in ${busy} of ${lines.length}`] : []),
        ...(disturbed ? [`others ran in ${disturbed} of ${lines.length}`] : []),
    ];
}

function row(what, lines) {
    const middle = (value) => median(lines.map(value));
    return {
        what, 'per second': number(middle(perSecond)), 'server µs': number(middle(micro('server')), 1),
        'Redis µs': number(middle(micro('redis')), 1), 'per CPU-second': number(1e6 / middle(both)),
        'p50 ms': number(middle((line) => line.p50_us / 1e3), 2), 'p99 ms': number(middle((line) => line.p99_us / 1e3), 2),
        'p99.9 ms': number(middle((line) => line.p999_us / 1e3), 2), 'most ms': number(Math.max(...lines.map((line) => line.most_us / 1e3)), 0),
        remarks: [...remarks(lines), ...disturbances(lines)].join('; ') || 'complete',
    };
}

export function table(rows) {
    const columns = Object.keys(rows[0]);
    const cells = [columns, columns.map(() => '---'), ...rows.map((one) => columns.map((name) => one[name]))];
    const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index].length)));
    return cells.map((line) => `| ${line.map((cell, index) => (cell === '---' ? '-'.repeat(widths[index])
        : cell.padEnd(widths[index]))).join(' | ')} |`).join('\n');
}

const TITLES = {
    saturation: 'messages, as fast as it goes', pairing: 'pairings (enter to both may speak)',
    transfer: 'transfers (ask to completed)', handshakes: 'handshakes (connect and hello)', sign_in: 'sign-ins (Argon2id)',
};

const OFFERS = { offer_low: 'one at a time, nothing else going on', offer_full: 'up to 32 at a time, beside messages' };

function offers(lines) {
    const times = (all, name) => number(median(all.map((line) => line[name] / 1e3)), 2);
    return Object.entries(OFFERS).map(([phase, title]) => [title, lines.filter((line) => line.phase === phase)])
        .filter(([, all]) => all.length > 0)
        .map(([title, all]) => `- ${title}: p50 ${times(all, 'p50_us')} ms, p99 ${times(all, 'p99_us')} ms `
            + `(${all.reduce((sum, { count }) => sum + count, 0)} of them); ${[...remarks(all), ...disturbances(all)].join('; ') || 'complete'}`);
}

function titleOf(phase) {
    return phase.startsWith('rate_') ? `messages, ${number(Number(phase.slice(5)))} a second` : TITLES[phase];
}

function memory(lines) {
    const of = (phase) => lines.find((line) => line.phase === phase);
    const [first, second, pairing] = [of('idle_first'), of('idle_second'), of('pairing')];
    const talk = lines.filter(({ phase }) => /^saturation$|^rate_/.test(phase));
    const said = talk.reduce((sum, line) => sum + line.delivered, 0);
    const each = (line, part) => number(line[part] / line.count, 2);
    return [
        ...(second ? [`idle connection, worker: ${each(first, 'server_kb')} KiB over the first ${number(first.there)}, `
            + `${each(second, 'server_kb')} KiB over the next ${number(second.there - first.there)}`] : []),
        ...(pairing ? [`conversation: ${each(pairing, 'redis_kb')} KiB in Redis, ${each(pairing, 'server_kb')} KiB in the worker`] : []),
        ...(said ? [`message kept: ${number((talk.reduce((sum, line) => sum + line.redis_kb, 0) * 1024) / said)} bytes in Redis`] : []),
    ];
}

/** The text of the report, and whether all that was said arrived. `rates`: those asked for. */
export function report(lines, rates) {
    const phases = [...new Set(lines.map(({ phase }) => phase))].filter((phase) => titleOf(phase));
    const rows = phases.map((phase) => row(titleOf(phase), lines.filter((line) => line.phase === phase)));
    const faults = lines.flatMap((line) => remarks([line])).filter((fault) => fault !== 'not reached');
    const skipped = rates.filter((rate) => !phases.includes(`rate_${rate}`)).map((rate) => `${number(rate)} messages a second `
        + 'were not tried: the server does less.\n').join('');
    const offered = offers(lines).length > 0 ? `\nFrom a wrap-up that is sent to the next offer that is shown\n${offers(lines).join('\n')}\n` : '';
    return { text: `${table(rows)}\n${skipped}${offered}\nMemory\n${memory(lines).map((line) => `- ${line}`).join('\n')}`, complete: faults.length === 0 };
}
