// Holds #include and import lines to the arrows between the rooms (docs/architecture.md).
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// Which rooms each room may use, besides itself. A file belongs to the innermost room around it;
// '.' is what lies in the folder itself (in server/ the files that put all rooms together).
const ROOMS = {
    'server': {
        'base': [],
        'sealed': ['base'],
        'wire': ['base'],
        'config': ['base', 'sealed'],
        'store': ['base', 'wire'],
        'people': ['base', 'sealed', 'config', 'store'],
        'desk': ['base', 'sealed', 'wire', 'config', 'store', 'people'],
        'front': ['base', 'sealed', 'wire', 'config', 'people', 'desk'],
        'cli': ['base', 'sealed', 'config', 'people'],
        '.': ['base', 'sealed', 'wire', 'config', 'store', 'people', 'desk', 'front', 'cli'],
    },
    'client-web': {
        'src': [],
        'src/testing': ['src', 'src/protocol', 'src/crypto'],
        'src/protocol': [],
        'src/crypto': ['src', 'src/protocol', 'src/testing'],
        'src/transport': ['src', 'src/protocol', 'src/testing'],
        'src/session': ['src', 'src/protocol', 'src/crypto', 'src/transport', 'src/testing'],
        'src/staff': ['src', 'src/protocol', 'src/transport', 'src/session', 'locales'],
        'locales': ['src', 'src/protocol', 'src/transport'],
        'styles': [],
        'visitor': ['src', 'src/protocol', 'src/crypto', 'src/transport', 'src/session', 'locales',
            'styles'],
        'console': ['src', 'src/protocol', 'src/crypto', 'src/transport', 'src/session', 'src/staff',
            'src/testing', 'locales', 'styles'],
        'wallboard': ['src', 'src/protocol', 'src/transport', 'src/session', 'src/staff',
            'locales', 'styles'],
        '.': [],
    },
};

// The words of a page are typed by what the page can show; nothing but types may go that way.
const TYPES_ONLY = {
    'locales': ['src/session', 'visitor', 'console', 'wallboard'],
    'src/staff': ['src/crypto'], // the wallboard is without cryptography
};

const IMPORT = /\b(?:im|ex)port\s+(type\s+)?(?:[\w$*{},\s]+?\bfrom\s*)?['"](\.[^'"]*)['"]/g;
const IMPORT_LATER = /\bimport\s*\(()\s*['"](\.[^'"]*)['"]/g;
const INCLUDE = /^[ \t]*#[ \t]*include[ \t]+()"([^"]+)"/gm;

// What the text of a file asks for: {path within the folder of the rooms, types, line}.
function asksOf(base, file, text) {
    const patterns = base === 'server' ? [INCLUDE] : [IMPORT, IMPORT_LATER];
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)]).map((found) => ({
        path: base === 'server' ? found[2] : join(dirname(file), found[2]),
        types: Boolean(found[1]),
        line: text.slice(0, found.index + found[0].length).split('\n').length,
    }));
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function listFiles(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        if (['node_modules', 'dist'].includes(entry.name)) return [];
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return listFiles(path);
        return /\.(c|h|m?js|tsx?)$/.test(entry.name) ? [path] : [];
    });
}

// The room of a path, or null when its folder has no place in the table.
function roomOf(rooms, path) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
        if (folder in rooms) return folder === '.' && path.includes('/') ? null : folder;
        if (folder === '.' || folder === '..') return null;
    }
}

function faultOf(rooms, file, { path, types }) {
    const from = roomOf(rooms, file);
    const to = roomOf(rooms, path);
    if (from === null) return `${dirname(file)} has no place in this check's table`;
    if (to === null) return `${path} is in none of the rooms`;
    if (from === to || rooms[from].includes(to)) return null;
    if (types && TYPES_ONLY[from]?.includes(to)) return null;
    return `${from} may not use ${to}`;
}

const faults = [];
let count = 0;
for (const [base, rooms] of Object.entries(ROOMS)) {
    for (const path of listFiles(join(root, base))) {
        const file = relative(join(root, base), path);
        for (const asked of asksOf(base, file, readFileSync(path, 'utf8'))) {
            const fault = faultOf(rooms, file, asked);
            if (fault) faults.push(`${base}/${file}:${asked.line}: ${fault}`);
            count += 1;
        }
    }
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`imports: ${count} lines follow the arrows between the rooms`);
