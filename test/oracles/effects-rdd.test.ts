import { expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { tableOf } from '../effects/tables.ts'

const rows = Array.from({ length: 1000 }, (_, k) => k + 1)
const spread = (step: number) => rows.map((i) => (i * step) % 1)
const x = spread(0.6180339887498949).map((value) => Math.round((2 * value - 1) * 1e6) / 1e6)
const noise = [0.7548776662466927, 0.5698402909980532, 0.8191725133961645].map(spread)
const chance = spread(0.324717957244746)
const table = tableOf({
  x,
  steps: x.map((value) => Math.floor(value * 50) / 50),
  y: x.map(
    (v, i) =>
      (v < 0 ? 1 + v - 2 * v * v + v ** 3 : 1.5 + 0.5 * v + v * v - v ** 3) +
      0.4 * (noise[0][i] + noise[1][i] + noise[2][i] - 1.5),
  ),
  above: x.map((value) => (value < 0 ? 0 : 1)),
  taken: x.map((value, i) => (chance[i] < (value < 0 ? 0.2 + 0.1 * value : 0.7 + 0.2 * value) ? 1 : 0)),
  group: rows.map((i) => i % 40),
  weight: rows.map((i) => 0.5 + (i % 7) / 4),
  z: noise[0],
  third: rows.map((i) => (i % 3 === 1 ? 'yes' : 'no')),
})

const options: Record<string, Partial<EstimateRequest>> = {
  sharp: {},
  'fixed bandwidth': { bandwidth: 0.3 },
  weights: { weights: 'weight' },
  clusters: { clusters: 'group' },
  'mass points': { running: 'steps' },
  fuzzy: { treatment: 'taken' },
  'fuzzy clusters': { treatment: 'taken', clusters: 'group' },
  covariates: { adjustFor: ['z', 'third'] },
  'covariates, fixed bandwidth': { adjustFor: ['z', 'third'], bandwidth: 0.3 },
  'covariates, weights': { adjustFor: ['z', 'third'], weights: 'weight' },
  'covariates, clusters': { adjustFor: ['z', 'third'], clusters: 'group' },
  'covariates, fuzzy': { adjustFor: ['z', 'third'], treatment: 'taken' },
}

// rdrobust 2.1.1 (Python) at its defaults: triangular, mserd, nn with three neighbours, CR1 with clusters.
it.each([
  {
    what: 'sharp',
    h: 0.2842536637,
    b: 0.4542176372,
    conventional: [0.4395474782, 0.0570130673],
    robust: [0.4558999663, 0.0667101027],
  },
  {
    what: 'fixed bandwidth',
    h: 0.3,
    b: 0.3,
    conventional: [0.4377391606, 0.0556364625],
    robust: [0.4457970906, 0.0790092699],
  },
  {
    what: 'weights',
    h: 0.2980600111,
    b: 0.4806408335,
    conventional: [0.4224998413, 0.0667802129],
    robust: [0.4446547579, 0.0774935299],
  },
  {
    what: 'clusters',
    h: 0.2726799218,
    b: 0.4706533537,
    conventional: [0.4395477656, 0.0485050082],
    robust: [0.4552414915, 0.0560173493],
  },
  {
    what: 'mass points',
    h: 0.2790388634,
    b: 0.4471720019,
    conventional: [0.4281095462, 0.0546570013],
    robust: [0.4436494525, 0.0644428457],
  },
  {
    what: 'fuzzy',
    h: 0.2515429875,
    b: 0.3833303019,
    conventional: [0.6964847608, 0.1740513979],
    robust: [0.6704217418, 0.209304869],
  },
  {
    what: 'fuzzy clusters',
    h: 0.2486137107,
    b: 0.3465098261,
    conventional: [0.6954858633, 0.1469627315],
    robust: [0.6608186804, 0.1778674342],
  },
  {
    what: 'covariates',
    h: 0.2448610886,
    b: 0.3998267658,
    conventional: [0.4646164164, 0.0443764385],
    robust: [0.4813771385, 0.0510841562],
  },
  {
    what: 'covariates, fixed bandwidth',
    h: 0.3,
    b: 0.3,
    conventional: [0.4554432749, 0.0412881092],
    robust: [0.482858339, 0.055068282],
  },
  {
    what: 'covariates, weights',
    h: 0.2464255359,
    b: 0.3987552753,
    conventional: [0.4574564071, 0.0482801414],
    robust: [0.4762431831, 0.05523154],
  },
  {
    what: 'covariates, clusters',
    h: 0.2372765995,
    b: 0.4182163461,
    conventional: [0.4656794695, 0.0403133693],
    robust: [0.4811519926, 0.0458992692],
  },
  {
    what: 'covariates, fuzzy',
    h: 0.2557666555,
    b: 0.3923737682,
    conventional: [0.7413625716, 0.1542002351],
    robust: [0.728893825, 0.1834197178],
  },
])('a discontinuity is what rdrobust says: $what', ({ what, h, b, conventional, robust }) => {
  const result = estimateEffect(table, {
    treatment: 'above',
    outcome: 'y',
    method: 'rdd',
    running: 'x',
    cutoff: 0,
    ...options[what],
  })
  const { details } = result.diagnostics
  const got = [
    details.bandwidth,
    details.biasBandwidth,
    result.estimate,
    details.conventionalError,
    details.biasCorrected,
    result.standardError,
  ] as number[]
  for (const [k, wanted] of [h, b, ...conventional, ...robust].entries()) {
    expect(Math.abs(got[k] - wanted), `${got[k]} against ${wanted}`).toBeLessThan(1e-7)
  }
})
