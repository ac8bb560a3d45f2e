import { describe, expect, it } from 'vitest'
import { trimmingAdvice } from '../../src-main/effects/diagnostics/trimming-advice.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { random } from '../../src-main/numeric/random.ts'
import { linear, poorOverlap } from './coverage-designs.ts'

describe('advice on trimming', () => {
  it('solves Crump, Hotz, Imbens and Mitnik’s equation', () => {
    const source = random(5, 'trimming')
    const e = Float64Array.from({ length: 4000 }, () => 1 / (1 + Math.exp(-3 * source.normal())))
    const { bound, rows } = trimmingAdvice(e)!
    const kept = e.filter((p) => p * (1 - p) >= bound * (1 - bound))
    expect(kept.length).toBe(e.length - rows)
    const mean = kept.reduce((sum, p) => sum + 1 / (p * (1 - p)), 0) / kept.length
    expect(1 / (bound * (1 - bound))).toBeCloseTo(2 * mean, 6)
    // Their rule of thumb is 0.1 for the distributions they tried.
    expect(bound).toBeGreaterThan(0.05)
    expect(bound).toBeLessThan(0.15)
  })

  it('leaves out nobody where propensities are moderate', () => {
    expect(trimmingAdvice(Float64Array.from({ length: 100 }, (_, i) => 0.25 + i / 200))).toBeNull()
  })

  it('is given where overlap is poor, and not where something was done about it', () => {
    const request = { treatment: 'd', outcome: 'y', method: 'aipw', adjustFor: ['a', 'b', 'c'] } as const
    const codes = (table: Parameters<typeof estimateEffect>[0], more = {}) =>
      estimateEffect(table, { ...request, adjustFor: ['a', 'b', 'c'], ...more }).warnings.map(
        ({ code }) => code,
      )
    const poor = poorOverlap.draw(800, random(6))
    expect(codes(poor)).toContain('TRIMMING_ADVISED')
    expect(codes(poor, { overlapWeights: true })).not.toContain('TRIMMING_ADVISED')
    expect(codes(poor, { trim: 0.1 })).not.toContain('TRIMMING_ADVISED')
    expect(codes(linear.draw(800, random(6)))).not.toContain('TRIMMING_ADVISED')
  })

  it('makes the standard error smaller', () => {
    const poor = poorOverlap.draw(1500, random(7))
    const asked = { treatment: 'd', outcome: 'y', method: 'aipw' as const, adjustFor: ['a', 'b', 'c'] }
    const plain = estimateEffect(poor, asked)
    const { bound } = plain.diagnostics.overlap!.trimming!
    const trimmed = estimateEffect(poor, { ...asked, trim: bound })
    expect(trimmed.standardError).toBeLessThan(plain.standardError)
    expect(trimmed.target).toBe('ate, trimmed')
  })
})
