import { describe, expect, it } from 'vitest'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { rosenbaumPValue } from '../../src-main/effects/sensitivity/rosenbaum.ts'
import { hasShared, readShared, tableOf } from '../effects/tables.ts'

// Morton et al. 1982: lead in the blood (µg/dl) of children whose parents work with it, and of a neighbour's child.
const exposed = [
  38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15, 10, 45, 39, 22, 35, 49, 48, 44, 35, 43,
  39, 34, 13, 73, 25, 27,
]
const neighbours = [
  16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24, 13, 9, 14, 21, 19, 7, 18, 19, 12, 11,
  22, 25, 16, 13, 11, 13,
]

describe('33 pairs of children and lead, R rbounds 2.2: psens', () => {
  it.each([
    [1, 0],
    [2, 0.0018],
    [3, 0.0131],
    [4, 0.0367],
    [5, 0.0694],
    [6, 0.1073],
  ])('a hidden bias of Γ = %f allows p = %f', (gamma, wanted) => {
    const differences = exposed.map((value, i) => value - neighbours[i])
    expect(Math.abs(rosenbaumPValue(differences, gamma) - wanted)).toBeLessThan(6e-5)
  })

  it('are found by matching on the pair, and overturned between Γ = 4 and 5', () => {
    const pairs = exposed.map((_, i) => i)
    const table = tableOf({
      pair: [...pairs, ...pairs],
      exposed: [...exposed.map(() => 1), ...neighbours.map(() => 0)],
      lead: [...exposed, ...neighbours],
    })
    const { methodEstimate, rosenbaumGamma } = analyseSensitivity(table, {
      treatment: 'exposed',
      outcome: 'lead',
      method: 'matching',
      distance: 'mahalanobis',
      biasCorrection: false,
      target: 'att',
      adjustFor: ['pair'],
    })
    expect(methodEstimate).toBeCloseTo(15.97, 2)
    expect(rosenbaumGamma).toBeCloseTo(4.4346, 3)
  })
})

// Kang, Jiang, Zhao and Small 2021, "ivmodel", section 3: Anderson and Rubin's 95 % interval.
it.runIf(hasShared)('the return to schooling by nearness to a college holds [0.0248, 0.2848]', () => {
  const { details } = estimateEffect(readShared('causalml__card.csv'), {
    treatment: 'educ',
    outcome: 'lwage',
    method: 'iv_2sls',
    instruments: ['nearc4'],
    adjustFor: ['exper', 'expersq', 'black', 'south', 'smsa', 'smsa66'].concat(
      Array.from({ length: 8 }, (_, k) => `reg66${k + 1}`),
    ),
  }).diagnostics
  const [low, high] = details.andersonRubin as readonly number[]
  expect(low).toBeCloseTo(0.0248044, 6)
  expect(high).toBeCloseTo(0.2848236, 6)
})
