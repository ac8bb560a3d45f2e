import { chisquarePValue, normalQuantile, tPValue } from './distributions.ts'
import { noncentralityInterval } from './noncentral-chisquare.ts'

/** A test of conditional independence, with an effect on the scale of a correlation. */
export interface IndependenceTest {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly pValue: number
  /** Signed for a partial correlation, else between 0 and 1. */
  readonly effectSize: number
  /** 95 % */
  readonly confidenceInterval: readonly [number, number]
}

/**
 * A partial correlation `r` with `conditions` variables held fixed in `rows` rows: t on rows − conditions − 2 degrees
 * of freedom, interval by Fisher's z with rows − conditions − 3.
 */
export function testPartialCorrelation(r: number, rows: number, conditions: number): IndependenceTest {
  const degreesOfFreedom = rows - conditions - 2
  const statistic = r * Math.sqrt(degreesOfFreedom / Math.max(1 - r * r, Number.MIN_VALUE))
  const half = normalQuantile(0.975) / Math.sqrt(degreesOfFreedom - 1)
  const z = Math.atanh(Math.max(-1 + 1e-15, Math.min(1 - 1e-15, r)))
  return {
    statistic,
    degreesOfFreedom,
    pValue: tPValue(statistic, degreesOfFreedom),
    effectSize: r,
    confidenceInterval: [Math.tanh(z - half), Math.tanh(z + half)],
  }
}

/**
 * G² of two categorical columns within strata (Agresti 2013, section 3.2; the degrees of freedom of a stratum count
 * only levels that occur in it). Codes are 0 … levels − 1, without missing values. The effect is Cramér's V on the
 * noncentrality, (statistic − degrees) / (n·(least number of levels − 1)), floored at 0.
 */
export function testGSquared(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  xLevels: number,
  yLevels: number,
  strata: ArrayLike<number>,
): IndependenceTest {
  const tables = new Map<number, Float64Array>()
  const rows = x.length
  for (let i = 0; i < rows; i++) {
    let table = tables.get(strata[i])
    if (table === undefined) {
      table = new Float64Array(xLevels * yLevels)
      tables.set(strata[i], table)
    }
    table[x[i] * yLevels + y[i]]++
  }
  let statistic = 0
  let degreesOfFreedom = 0
  for (const table of tables.values()) {
    const { g, degrees } = gSquaredOf(table, xLevels, yLevels)
    statistic += g
    degreesOfFreedom += degrees
  }
  const scale = rows * Math.max(1, Math.min(xLevels, yLevels) - 1)
  return fromChisquare(statistic, degreesOfFreedom, (noncentrality) =>
    Math.min(1, Math.sqrt(noncentrality / scale)),
  )
}

function gSquaredOf(table: Float64Array, xLevels: number, yLevels: number): { g: number; degrees: number } {
  const down = new Float64Array(xLevels)
  const across = new Float64Array(yLevels)
  let total = 0
  for (let i = 0; i < xLevels; i++)
    for (let j = 0; j < yLevels; j++) {
      down[i] += table[i * yLevels + j]
      across[j] += table[i * yLevels + j]
      total += table[i * yLevels + j]
    }
  let g = 0
  for (let i = 0; i < xLevels; i++)
    for (let j = 0; j < yLevels; j++) {
      const count = table[i * yLevels + j]
      if (count > 0) g += 2 * count * Math.log((count * total) / (down[i] * across[j]))
    }
  const occurring = (margins: Float64Array) => margins.reduce((n, count) => n + (count > 0 ? 1 : 0), 0)
  return { g, degrees: Math.max(0, occurring(down) - 1) * Math.max(0, occurring(across) - 1) }
}

/**
 * Wilks' Λ of two blocks of columns with a third partialled out, by Bartlett's χ² approximation (Mardia, Kent and Bibby
 * 1979, section 5.3.2): for numbers, categories as indicators, and both. The effect is √(1 − Λ^(1/min(p, q))) on the
 * noncentrality; for two single columns it is the size of the partial correlation.
 *
 * @param logLambda ln Λ, at most 0
 * @param p @param q the ranks of the two blocks, @param conditions that of the third
 */
export function testWilks(
  logLambda: number,
  p: number,
  q: number,
  rows: number,
  conditions: number,
): IndependenceTest {
  const scale = rows - 1 - conditions - (p + q + 1) / 2
  const least = Math.min(p, q)
  return fromChisquare(-scale * logLambda, p * q, (noncentrality) =>
    Math.sqrt(1 - Math.exp(-noncentrality / (scale * least))),
  )
}

function fromChisquare(
  statistic: number,
  degreesOfFreedom: number,
  effectOf: (noncentrality: number) => number,
): IndependenceTest {
  const [low, high] = noncentralityInterval(statistic, degreesOfFreedom, 0.95)
  return {
    statistic,
    degreesOfFreedom,
    pValue: degreesOfFreedom === 0 ? 1 : chisquarePValue(statistic, degreesOfFreedom),
    effectSize: effectOf(Math.max(0, statistic - degreesOfFreedom)),
    confidenceInterval: [effectOf(low), effectOf(high)],
  }
}

/** The q-values of Benjamini and Hochberg (1995), in the order of the p-values. */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b] - pValues[a])
  const rates = new Array<number>(pValues.length)
  let least = 1
  order.forEach((i, fromTop) => {
    const rank = pValues.length - fromTop
    least = Math.min(least, (pValues[i] * pValues.length) / rank)
    rates[i] = least
  })
  return rates
}
