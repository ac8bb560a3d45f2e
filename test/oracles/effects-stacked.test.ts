import { describe, expect, it } from 'vitest'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { tableOf } from '../effects/tables.ts'

/** 240 rows by formula: two arms d, three arms k, outcomes of numbers, of yes or no, and of counts. */
const table = (() => {
  const share = (value: number) => value % 1
  const expit = (value: number) => 1 / (1 + Math.exp(-value))
  const rows = Array.from({ length: 240 }, (_, index) => index + 1).map((i) => {
    const a = 2 * share(i * 0.6180339887498949) - 1
    const b = 2 * share(i * 0.7548776662466927) - 1
    const x = share(i * 0.5698402909980532)
    const e = share(i * 0.8191725133961645)
    const q = share(i * 0.6710436067037893)
    const d = x < expit(0.8 * a - 0.6 * b) ? 1 : 0
    const k = x < 0.3 + 0.2 * a ? 'p' : x < 0.65 + 0.1 * b ? 'q' : 'r'
    const m = 0.6 * d + 0.5 * a + 2 * (q - 0.5)
    const mb = q < expit(0.8 * d + a) ? 1 : 0
    const y = 1 + d * (1 + 0.5 * a) + a - 0.5 * b + 0.7 * m + 2 * (e - 0.5)
    const yb = e < expit(0.7 * d + a - b) ? 1 : 0
    const yc = Math.floor(Math.exp(0.4 + 0.5 * d + 0.5 * a) * (0.4 + 1.8 * e))
    return { a, b, d, k, m, mb, y, yb, yc, w: 0.5 + share(i * 0.3) }
  })
  const names = Object.keys(rows[0]) as (keyof (typeof rows)[number])[]
  return tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
})()

function close(got: number, wanted: number): void {
  expect(Math.abs(got / wanted - 1), `${got} against ${wanted}`).toBeLessThan(1e-8)
}

// Estimating equations of models and means solved together by SciPy 1.16, their sandwich with a numeric Jacobian.
describe('models of chances and counts, stacked', () => {
  it.each([
    [
      'regression_adjustment',
      'yb',
      'logit',
      'logit',
      'ate',
      undefined,
      false,
      0.11543970609832277,
      0.06132380444404658,
    ],
    [
      'regression_adjustment',
      'yb',
      'probit',
      'logit',
      'att',
      'w',
      false,
      0.08475577149988855,
      0.06077895284546888,
    ],
    [
      'regression_adjustment',
      'yc',
      'poisson',
      'logit',
      'atc',
      undefined,
      false,
      1.2908223340262543,
      0.14821912489252584,
    ],
    ['ipwra', 'yc', 'poisson', 'logit', 'att', 'w', false, 1.4291701011109192, 0.17660169778848409],
    ['ipwra', 'yb', 'logit', 'probit', 'ate', undefined, false, 0.11124350573246944, 0.06108069790877038],
    ['aipw', 'yb', 'logit', 'logit', 'atc', 'w', false, 0.059672642422924416, 0.06538245948760739],
    ['aipw', 'yb', 'probit', 'probit', 'att', undefined, false, 0.1197559298798494, 0.060969621876558876],
    ['aipw', 'yc', 'poisson', 'logit', 'ate', 'w', false, 1.3902437694564114, 0.15661779588362282],
    ['aipw', 'y', 'linear', 'logit', 'ate', 'w', true, 1.4674949960879657, 0.09903656849836849],
    ['ipw', 'y', 'linear', 'probit', 'att', 'w', false, 1.516748208036092, 0.10568698795176862],
    ['ipw', 'y', 'linear', 'logit', 'ate', undefined, true, 1.3923769190162922, 0.09809086514943917],
    ['tmle', 'y', 'linear', 'logit', 'att', 'w', false, 1.5069206047117254, 0.10211234021181913],
    ['tmle', 'yc', 'poisson', 'logit', 'ate', undefined, false, 1.3055905695609333, 0.15716704149226193],
  ] as const)(
    '%s of %s by %s and %s on %s, weights %s, overlap %s',
    (method, outcome, outcomeModel, propensityModel, target, weights, overlapWeights, estimate, error) => {
      const result = estimateEffect(table, {
        treatment: 'd',
        outcome,
        method,
        target,
        weights,
        outcomeModel,
        propensityModel,
        overlapWeights,
        adjustFor: ['a', 'b'],
      })
      close(result.estimate, estimate)
      close(result.standardError, error)
    },
  )

  it.each([
    [
      'ipw',
      'y',
      'linear',
      'att',
      'w',
      -1.349090371158279,
      0.1387261094073739,
      -0.49656408403478536,
      0.1583573395401876,
    ],
    [
      'regression_adjustment',
      'yb',
      'logit',
      'ate',
      undefined,
      -0.10244806746827917,
      0.08037999692843238,
      -0.04838115645810226,
      0.07976926997000008,
    ],
    [
      'ipwra',
      'yc',
      'poisson',
      'ate',
      'w',
      -1.3008916422722767,
      0.19889494052499837,
      -0.3208738018925694,
      0.25092742576905347,
    ],
    [
      'aipw',
      'yb',
      'logit',
      'atc',
      undefined,
      -0.10214983887531814,
      0.07292915037802704,
      -0.059655972985143135,
      0.07574119908511125,
    ],
    [
      'aipw',
      'yc',
      'poisson',
      'att',
      'w',
      -1.270310344432341,
      0.20089774236130267,
      -0.26188266680333117,
      0.2561566184298102,
    ],
    [
      'tmle',
      'y',
      'linear',
      'ate',
      undefined,
      -1.268559409491197,
      0.1247375066153306,
      -0.45992319974060836,
      0.1392978141791483,
    ],
  ] as const)(
    '%s of three arms, %s by %s on %s, weights %s',
    (method, outcome, outcomeModel, target, weights, estimate, error, other, otherError) => {
      const result = estimateEffect(table, {
        treatment: 'k',
        treated: 'r',
        control: 'p',
        outcome,
        method,
        target,
        weights,
        outcomeModel,
        adjustFor: ['a', 'b'],
      })
      close(result.estimate, estimate)
      close(result.standardError, error)
      const between = result.contrasts!.find(({ treated }) => treated === 'q')!
      close(between.estimate, other)
      close(between.standardError, otherError)
    },
  )

  it.each([
    [undefined, 0.3950691517606827, 0.11396751343775754],
    ['w', 0.4402955181729091, 0.11976954877312855],
  ] as const)('the front door through two mediators, weights %s', (weights, estimate, error) => {
    const result = estimateEffect(table, {
      treatment: 'd',
      outcome: 'y',
      method: 'frontdoor',
      mediators: ['m', 'mb'],
      adjustFor: ['a'],
      weights,
    })
    close(result.estimate, estimate)
    close(result.standardError, error)
  })
})
