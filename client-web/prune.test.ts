import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesIn, prune } from './prune.mjs';

const isUsed = classesIn("class={`b b--${kind}`} kind: 'good' | 'bad'; class=\"lone\"");

function check(css: string, expected: string): void {
    assert.equal(prune(css, isUsed), expected);
}

test('rules stay whose classes a source names, whole or put together', () => {
    check('.b{a:b}.b--good{a:b}.b--other{a:b}.lone:hover{a:b}.never{a:b}',
        '.b{a:b}.b--good{a:b}.lone:hover{a:b}');
    check('h1,.never{a:b}', 'h1{a:b}');
    check('.b:where(.b--other) .lone{a:b}.b:where(.b--bad){a:b}', '.b:where(.b--bad){a:b}');
});

test('what is denied, and one of several, is not needed', () => {
    check('.b:not(.b--other){a:b}', '.b:not(.b--other){a:b}');
    check('.b:has(>:where(.never,.lone)){a:b}', '.b:has(>:where(.never,.lone)){a:b}');
});

test('rules within rules, and what is no rule of classes', () => {
    check('@media print{.never{a:b}.b{a:b}}', '@media print{.b{a:b}}');
    check('@media print{.never{a:b}}', '');
    check('@font-face{a:b}:root{--x: 1}/* .b */', '@font-face{a:b}:root{--x: 1}');
});
