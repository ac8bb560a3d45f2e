import { describe, expect, test } from 'vitest'
import { treeOfRules } from '../../src-renderer/charts/tree-of-rules.ts'
import { wrapLabel } from '../../src-renderer/charts/wrap-label.ts'

describe('the tree of a few rules', () => {
  test('has every condition once, its share of rows, and stands between what follows from it', () => {
    const nodes = treeOfRules([
      { rule: 'age > 40 ∧ channel = mail', share: 0.2 },
      { rule: 'age > 40 ∧ channel ≠ mail', share: 0.3 },
      { rule: 'age ≤ 40', share: 0.5 },
    ])
    expect(
      nodes.map(({ condition, depth, height, parent, leaf }) => [condition, depth, height, parent, leaf]),
    ).toEqual([
      ['', 0, 1.25, null, null],
      ['age > 40', 1, 0.5, 0, null],
      ['channel = mail', 2, 0, 1, 0],
      ['channel ≠ mail', 2, 1, 1, 1],
      ['age ≤ 40', 1, 2, 0, 2],
    ])
    expect(nodes.map(({ share }) => Number(share.toFixed(9)))).toEqual([1, 0.5, 0.2, 0.3, 0.5])
  })

  test('keeps each leaf’s place where leaves come in another order than the tree', () => {
    const nodes = treeOfRules([
      { rule: 'a > 1 ∧ b > 2', share: 0.25 },
      { rule: 'a ≤ 1', share: 0.5 },
      { rule: 'a > 1 ∧ b ≤ 2', share: 0.25 },
    ])
    expect(nodes.flatMap(({ condition, leaf }) => (leaf === null ? [] : [[condition, leaf]]))).toEqual([
      ['b > 2', 0],
      ['b ≤ 2', 2],
      ['a ≤ 1', 1],
    ])
  })

  test('is one leaf where one rule is for everybody', () => {
    expect(treeOfRules([{ rule: '', share: 1 }])).toEqual([
      { condition: '', share: 1, depth: 0, height: 0, parent: null, leaf: 0 },
    ])
  })
})

test('a label that is too long is broken between words, and ends in an ellipsis where it still does not fit', () => {
  expect(wrapLabel('+2.3 points against nothing there', 120, 2)).toBe('+2.3 points\nagainst nothing …')
  expect(wrapLabel('history_segment = 7) $1,000 +', 100, 1)).toMatch(/…$/)
  expect(wrapLabel('age > 40', 120, 1)).toBe('age > 40')
})
