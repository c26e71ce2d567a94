// What no text file of the project may hold, and how it must look: one rule a line below.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|br|gz|pdf)$/;
const MARK = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);

// Each: what is wrong with a line, the files it concerns, how to find it.
const LINES = [
    ['a tab', /./, /\t/],
    ['space at the end of the line', /./, /[ \t]+$/],
    ['a Windows line end', /./, /\r/],
    ['something unfinished', /./, MARK],
    ['a download address', /(^|\/)(package-lock|npm-shrinkwrap)\.json$/, /"resolved": *"https?:/],
    ['a test that is skipped or runs alone', /\.(mjs|ts|tsx)$/, /\b(it|test|describe)\.(skip|only|todo)\b/],
    ['any', /\.tsx?$/, /:\s*any\b|\bas any\b|<any>|@ts-ignore|eslint-disable/],
    ['a default export', /^client-web\/(?!.*\.d\.ts).*\.tsx?$/, /^export default\b/],
    ['a line of more than 100 columns', /^(server|tests\/unit)\/.*\.[ch]$/, /^.{101}/u],
    ['a path of one machine', /^(?!tests\/check\/text\.mjs).*/, /(^|[\s"'`=(])\/(root|home|work)\/[a-z]/],
];

function isGenerated(path) {
    return /(^|\/)generated\/|\.generated\.|package-lock\.json$/.test(path);
}

/** The faults of one file, as "path:line: what". */
function faultsOf(path) {
    const text = readFileSync(`${ROOT}/${path}`, 'utf8');
    const faults = [];
    for (const [what, files, pattern] of LINES) {
        if (!files.test(path) || (isGenerated(path) && what.startsWith('a line of'))) {
            continue;
        }
        text.split('\n').forEach((line, index) => {
            if (pattern.test(line)) {
                faults.push(`${path}:${index + 1}: ${what}`);
            }
        });
    }
    if (text.length > 0 && !text.endsWith('\n')) {
        faults.push(`${path}: no line end at its end`);
    }
    return faults;
}

// What git has or would take; what a .gitignore names is nobody's concern.
const names = execFileSync('git', ['-C', ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { encoding: 'utf8', maxBuffer: 1 << 26 });
const deleted = execFileSync('git', ['-C', ROOT, 'ls-files', '-z', '--deleted'], { encoding: 'utf8' });
const gone = new Set(deleted.split('\0'));
const files = names.split('\0').filter((path) => path && !BINARY.test(path) && !gone.has(path));
const faults = files.flatMap(faultsOf);
for (const fault of faults) {
    console.error(fault);
}
if (faults.length > 0) {
    process.exit(1);
}
console.log(`text: ${files.length} files are as they should be`);
