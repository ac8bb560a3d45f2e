import { expect, test } from 'vitest'
import type { Recommendation } from '../../src-main/contract/recommend.ts'
import { recommendationsCsv, textCell } from '../../src-main/report/recommendations-csv.ts'

const line: Recommendation = {
  user: 'u1',
  rank: 1,
  item: 'x',
  score: -0.5,
  effect: 0.04,
  effectStandardError: 0.01,
  causalScore: 1,
  because: { words: 'because_met_chance', with: { met: 'y, z', points: 4 } },
}

test.each([
  ['=1+1', "'=1+1"],
  ['+44 20', "'+44 20"],
  ['-cmd', "'-cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['=a,"b"', `"'=a,""b"""`],
  ['plain', 'plain'],
  ['', ''],
])('the text %j becomes the cell %j', (text, cell) => {
  expect(textCell(text)).toBe(cell)
})

test.each(['-5', '-5.25', '+3', '-1e-3', '-.5'])('the number %s stays a number', (text) => {
  expect(textCell(text)).toBe(text)
})

test('the list has a header, a line each, and the reason in the language asked for', () => {
  const chunks = [...recommendationsCsv([{ ...line, user: '=HYPERLINK("x")' }, line], 'en')]
  expect(chunks.join('')).toBe(
    [
      'user,rank,item,score,effect,effect_standard_error,causal_score,because',
      `"'=HYPERLINK(""x"")",1,x,-0.5,0.04,0.01,1,"Goes with y, z, seen before; the action makes a response about 4 in 100 more likely."`,
      `u1,1,x,-0.5,0.04,0.01,1,"Goes with y, z, seen before; the action makes a response about 4 in 100 more likely."`,
      '',
    ].join('\r\n'),
  )
  expect([...recommendationsCsv([line], 'zh-CN')].join('')).toContain('与看过的 y, z 相配')
})

test('a long list comes in chunks', () => {
  const chunks = [
    ...recommendationsCsv(
      Array.from({ length: 2500 }, () => line),
      'en',
    ),
  ]
  expect(chunks.length).toBe(3)
  expect(chunks.join('').split('\r\n').length).toBe(2502)
})
