import { expect, test } from 'vitest'
import { becauseOf, excludedBecause } from '../../src-main/explain/because.ts'
import { effectInWords, measureOf, naiveInWords } from '../../src-main/explain/effect-in-words.ts'
import { languageOf } from '../../src-main/report/language.ts'

const { say } = languageOf('en')
const question = { treatment: 'offer', outcome: 'buys', measure: 'chance', alpha: 0.05 } as const

test('a chance is told in a hundred, with its interval', () => {
  const sentence = effectInWords({ estimate: 0.0412, confidenceInterval: [0.031, 0.0514] }, question)
  expect(say(sentence)).toBe('“offer” makes “buys” about 4.1 in 100 more likely (95% interval 3.1 to 5.1).')
})

test('a fall is told as a fall, its interval turned about', () => {
  const sentence = effectInWords({ estimate: -0.12, confidenceInterval: [-0.15, -0.09] }, question)
  expect(say(sentence)).toBe('“offer” makes “buys” about 12 in 100 less likely (95% interval 9 to 15).')
})

test('an interval that holds zero settles nothing', () => {
  const sentence = effectInWords(
    { estimate: 0.01, confidenceInterval: [-0.02, 0.04] },
    { ...question, alpha: 0.1 },
  )
  expect(say(sentence)).toContain('is not settled: the 90% interval reaches from −2 to 4 in 100')
})

test('amounts keep their own unit', () => {
  const amount = { ...question, measure: 'amount' } as const
  const up = effectInWords({ estimate: 12.34, confidenceInterval: [10.1, 14.6] }, amount)
  expect(say(up)).toBe('“offer” raises “buys” by about 12 on average (95% interval 10 to 15).')
  const down = effectInWords({ estimate: -1.234, confidenceInterval: [-2, -0.5] }, amount)
  expect(say(down)).toContain('lowers “buys” by about 1.2')
})

test('the naive comparison says what is not the doing of the treatment', () => {
  expect(say(naiveInWords(0.133, 0.034, 'chance', 'offer'))).toBe(
    'Merely comparing those with “offer” to those without would have said 13 in 100; 9.9 of that is not its doing.',
  )
})

test('reasons name what the customer met, and those who are left out get theirs', () => {
  expect(say(becauseOf('chance')({ met: 'lamp', effect: 0.041 }))).toBe(
    'Goes with lamp, seen before; the action makes a response about 4.1 in 100 more likely.',
  )
  expect(say(becauseOf('amount')({ met: null, effect: 3.2 }))).toContain(
    'raises what this one brings by about 3.2',
  )
  expect(say(excludedBecause('chance', -0.08))).toContain('put this customer off, by about 8 in 100')
  expect(say(excludedBecause('chance', 0.001))).toContain('0.1 in 100 only')
  expect(say(excludedBecause('amount', -2))).toContain('by about −2')
})

test('an outcome is a chance where the table says so, else where its means are between 0 and 1', () => {
  expect(measureOf({}, 'any')).toBe('chance')
  expect(measureOf({ potentialOutcomes: { a: 0.2, b: 0.4 } }, 'sum-price')).toBe('amount')
  expect(measureOf({ potentialOutcomes: { a: 0.2, b: 0.4 } }, null)).toBe('chance')
  expect(measureOf({ potentialOutcomes: { a: 20, b: 0.4 } }, null)).toBe('amount')
})
