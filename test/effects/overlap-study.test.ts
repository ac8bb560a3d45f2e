import { describe, expect, it } from 'vitest'
import { describeColumns } from '../../src-main/effects/describe-columns.ts'
import { studyOverlap } from '../../src-main/effects/diagnostics/overlap-study.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { confounded, covariates } from './shop.ts'
import { tableOf } from './tables.ts'

const question = { treatment: 'd', outcome: 'y', method: 'ipw', adjustFor: covariates } as const

describe('overlap before anything is estimated', () => {
  it('is the overlap and balance that weighting then reports', () => {
    const { table } = confounded(1200, 51)
    const before = studyOverlap(table, question)
    const after = estimateEffect(table, question)
    expect(before.overlap).toEqual(after.diagnostics.overlap)
    expect(before.balance).toEqual(after.diagnostics.balance)
    expect(before.n).toBe(1200)
  })

  it('improves by trimming, which tells how many rows it leaves out', () => {
    const { table } = confounded(1200, 52, { strength: 3 })
    const whole = studyOverlap(table, question)
    const trimmed = studyOverlap(table, { ...question, trim: 0.1 })
    expect(whole.warnings.map(({ code }) => code)).toContain('POOR_OVERLAP')
    expect(trimmed.trimmed).toBeGreaterThan(100)
    expect(trimmed.n + trimmed.trimmed).toBe(1200)
    expect(trimmed.overlap!.shareExtreme).toBeLessThan(whole.overlap!.shareExtreme / 4)
  })

  it('weighted by overlap is balanced exactly, and names its target', () => {
    const { table } = confounded(1200, 53, { strength: 2 })
    const { balance, target } = studyOverlap(table, { ...question, overlapWeights: true })
    expect(target.words).toBe('estimand_overlap')
    for (const { after } of balance) expect(Math.abs(after)).toBeLessThan(1e-6)
  })

  it('has nothing to compare for a dose', () => {
    const { table } = confounded(300, 54)
    const { overlap, balance } = studyOverlap(table, {
      ...question,
      method: 'regression',
      treatment: 'x1',
      adjustFor: ['x2'],
    })
    expect(overlap).toBeNull()
    expect(balance).toEqual([])
  })
})

describe('columns are described', () => {
  it('by kind, missing values, and values where these are few', () => {
    const many = Array.from({ length: 60 }, (_, i) => i)
    const few = many.map((i) => (i === 0 ? null : i % 2))
    const kind = many.map((i) => (i < 10 ? 'a' : 'b'))
    expect(describeColumns(tableOf({ many, few, kind }))).toEqual([
      { name: 'many', kind: 'number', missing: 0, levels: null, untreated: null },
      {
        name: 'few',
        kind: 'number',
        missing: 1,
        levels: [
          { level: '1', n: 30 },
          { level: '0', n: 29 },
        ],
        untreated: '0',
      },
      {
        name: 'kind',
        kind: 'category',
        missing: 0,
        levels: [
          { level: 'b', n: 50 },
          { level: 'a', n: 10 },
        ],
        untreated: 'a',
      },
    ])
  })
})
