import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { policyTree } from '../../src-main/effects/policy/policy-tree.ts'
import { random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

/** Arms a, b and c by chance; b helps where x > 0, c where x ≤ 0 and g is q, and nothing else does. */
function trial(rows: number, seed: number) {
  const source = random(seed, 'trial')
  const x = Float64Array.from({ length: rows }, () => source.normal())
  const noise = Float64Array.from({ length: rows }, () => source.normal())
  const g = Array.from({ length: rows }, () => ['p', 'q'][source.integer(2)])
  const arm = Array.from({ length: rows }, () => ['a', 'b', 'c'][source.integer(3)])
  const gain = (given: string, i: number) =>
    given === 'b' ? (x[i] > 0 ? 2 : -2) : given === 'c' ? (x[i] <= 0 && g[i] === 'q' ? 2 : -2) : 0
  const y = Float64Array.from({ length: rows }, (_, i) => 1 + gain(arm[i], i) + 0.5 * source.normal())
  return tableOf({ arm, y, x, g, noise })
}

const question: EstimateRequest = {
  treatment: 'arm',
  control: 'a',
  treated: 'b',
  outcome: 'y',
  adjustFor: ['x', 'g', 'noise'],
  method: 'aipw',
}

describe('a policy tree', () => {
  const tree = policyTree(trial(3000, 3), question)

  it('finds who gains by which arm, in words', () => {
    expect(tree.leaves).toHaveLength(3)
    const byArm = Object.fromEntries(tree.leaves.map(({ arm, rule }) => [arm, rule]))
    expect(byArm.b).toMatch(/^x > -?0\.0\d+$/)
    expect(byArm.c).toMatch(/^x ≤ -?0\.0\d+ ∧ g = q$|^g = q ∧ x ≤ -?0\.0\d+$/)
    expect(tree.leaves.find(({ arm }) => arm === 'a')!.gain.estimate).toBe(0)
    expect(tree.shares.map(({ share }) => share).reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
  })

  it('is worth what the truth says, and more than any arm for everyone', () => {
    // 1 + 2 · P(x > 0) + 2 · P(x ≤ 0, q)
    expect(Math.abs(tree.value.estimate - 2.5)).toBeLessThan(3 * tree.value.standardError)
    expect(tree.value.standardError).toBeLessThan(0.1)
    for (const { arm, value, advantage } of tree.comparisons) {
      const truth = { a: 1, b: 1, c: 0 }[arm]!
      expect(Math.abs(value.estimate - truth)).toBeLessThan(4 * value.standardError)
      expect(advantage.estimate).toBeCloseTo(tree.value.estimate - value.estimate, 10)
      expect(advantage.pValue).toBeLessThan(1e-6)
    }
  })

  it('leaves an arm that costs more than it gains', () => {
    const dear = policyTree(trial(3000, 3), question, { costs: { b: 3 } })
    expect(dear.leaves.map(({ arm }) => arm)).not.toContain('b')
    expect(dear.comparisons.find(({ arm }) => arm === 'b')!.value.estimate).toBeCloseTo(
      tree.comparisons.find(({ arm }) => arm === 'b')!.value.estimate - 3,
      8,
    )
  })

  it('is judged by trees that did not see the row: where nothing helps, it gains nothing', () => {
    const source = random(9, 'nothing')
    const rows = 600
    const table = tableOf({
      arm: Array.from({ length: rows }, () => ['a', 'b'][source.integer(2)]),
      y: Float64Array.from({ length: rows }, () => source.normal()),
      ...Object.fromEntries(
        ['x', 'g', 'noise'].map((name) => [name, Float64Array.from({ length: rows }, () => source.normal())]),
      ),
    })
    const none = policyTree(table, question)
    for (const { advantage } of none.comparisons)
      expect(Math.abs(advantage.estimate)).toBeLessThan(3 * advantage.standardError)
    // In its own rows it seems to gain.
    expect(Math.max(...none.leaves.map(({ gain }) => gain.estimate))).toBeGreaterThan(0.1)
  })

  it('refuses a cost of an arm that is not there', () => {
    expect(() => policyTree(trial(300, 1), question, { costs: { z: 1 } })).toThrow('EFFECTS_ARM_UNKNOWN')
  })
})
