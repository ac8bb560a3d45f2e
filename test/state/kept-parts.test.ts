import { expect, test } from 'vitest'
import { keepParts } from '../../src-renderer/state/kept-parts.ts'

const before = () => ({
  name: 'offer',
  arms: [{ level: 'a' }, { level: 'b' }],
  effect: { value: 0.1, error: null },
})

test('an answer that says the same is the answer from before', () => {
  const first = before()
  expect(keepParts(first, before())).toBe(first)
})

test('what changed is new, and every part beside it is from before', () => {
  const first = before()
  const second = { ...before(), effect: { value: 0.2, error: null } }
  const kept = keepParts(first, second)
  expect(kept).toEqual(second)
  expect(kept).not.toBe(first)
  expect(kept.arms).toBe(first.arms)
})

test.each([
  ['a shorter list', [1, 2, 3], [1, 2]],
  ['a longer list', [1], [1, 2]],
  ['a field that went', { a: 1, b: undefined }, { a: 1 }],
  ['a field that came', { a: 1 }, { a: 1, b: undefined }],
  ['a field under another name', { a: undefined }, { b: undefined }],
  ['a list where an object was', {}, []],
  ['nothing where something was', { a: { b: 1 } }, { a: null }],
  ['a negative zero', { a: 0 }, { a: -0 }],
  ['not a number', [1], [Number.NaN]],
])('%s is taken as it came', (_words, first, second) => {
  const kept = keepParts(first, second)
  expect(kept).toStrictEqual(second)
  expect(kept).not.toBe(first)
})

test('values of other kinds are taken as they came', () => {
  const first = { column: new Float64Array([1]) }
  const second = { column: new Float64Array([2]) }
  expect(keepParts(first, second).column).toBe(second.column)
})

test('neither answer is changed', () => {
  const first = Object.freeze([Object.freeze({ a: 1 }), Object.freeze({ a: 2 })])
  const second = Object.freeze([Object.freeze({ a: 1 }), Object.freeze({ a: 3 })])
  expect(keepParts(first, second)).toEqual([{ a: 1 }, { a: 3 }])
})
