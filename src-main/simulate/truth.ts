import type { SampleTruth } from '../contract/sample.ts'
import { offerChance, purchaseChance, type Variant } from './customers.ts'
import { customerTypes, furtherViews, shop } from './shop-constants.ts'

/**
 * What the shop's constants imply for its population, computed, not simulated. The effect is exact because chances are
 * never clamped; the partial R² come from the population's second moments, integrated over intent to 1e-10.
 */
export function sampleTruth(variant: Variant): SampleTruth {
  const segments = customerTypes.map(({ name, share, effect }) => ({ segment: name, share, effect }))
  return {
    averageEffect: segments.reduce((sum, { share, effect }) => sum + share * effect, 0),
    segments,
    confounding: variant === 'unseen' ? confounding(variant) : null,
  }
}

const covariates = 4 + customerTypes.length - 1
const intentAt = covariates
const offeredAt = covariates + 1
const buysAt = covariates + 2
const size = covariates + 3

/** Partial R² of intent with the offer given the covariates, and with buying given the covariates and the offer. */
function confounding(variant: Variant): { treatment: number; outcome: number } {
  const moments = secondMoments(variant)
  for (let j = 0; j < covariates; j++) partialOut(moments, j)
  const treatment = squaredCorrelation(moments, intentAt, offeredAt)
  partialOut(moments, offeredAt)
  return { treatment, outcome: squaredCorrelation(moments, intentAt, buysAt) }
}

/**
 * E[z z′] over the population, z = (1, carts, purchases, views, type indicators but the first, intent, offered, buys).
 * Given type, carts and intent: purchases are binomial, views a sum of Poissons, and intent is integrated by Simpson's rule.
 */
function secondMoments(variant: Variant): Float64Array[] {
  const moments = Array.from({ length: size }, () => new Float64Array(size))
  const intervals = 1000
  for (let type = 0; type < customerTypes.length; type++) {
    const { share, conversion } = customerTypes[type]
    for (let i = 1; i < intervals; i++) {
      const intent = i / intervals
      const density = 6 * intent * (1 - intent)
      const weight = (share * density * (i % 2 === 1 ? 4 : 2)) / (3 * intervals)
      for (let carts = 0; carts <= shop.weeksBefore; carts++) {
        const cartsWeight = weight * binomial(shop.weeksBefore, carts, intent)
        for (let purchases = 0; purchases <= carts; purchases++) {
          addCell(moments, variant, cartsWeight * binomial(carts, purchases, conversion), {
            type,
            intent,
            carts,
            purchases,
          })
        }
      }
    }
  }
  return moments
}

interface Cell {
  readonly type: number
  readonly intent: number
  readonly carts: number
  readonly purchases: number
}

function addCell(moments: Float64Array[], variant: Variant, weight: number, cell: Cell): void {
  const { type, intent, carts, purchases } = cell
  const views = viewMoments(type, carts)
  const offered = offerChance(variant, type, intent, carts, purchases)
  const bought = purchaseChance(type, intent, carts, purchases, true)
  const buys = offered * bought + (1 - offered) * purchaseChance(type, intent, carts, purchases, false)
  const mean = new Float64Array(size)
  mean.set([1, carts, purchases, views.mean])
  if (type > 0) mean[3 + type] = 1
  mean[intentAt] = intent
  mean[offeredAt] = offered
  mean[buysAt] = buys
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) moments[i][j] += weight * mean[i] * mean[j]
  moments[3][3] += weight * views.variance
  moments[offeredAt][offeredAt] += weight * offered * (1 - offered)
  moments[buysAt][buysAt] += weight * buys * (1 - buys)
  const together = weight * (offered * bought - offered * buys)
  moments[offeredAt][buysAt] += together
  moments[buysAt][offeredAt] += together
}

/** Views before the landmark, given the type and the number of carts. */
function viewMoments(type: number, carts: number): { mean: number; variance: number } {
  const { withCart, browsing } = furtherViews
  const further = customerTypes[type].browsingPerWeek * shop.weeksBefore
  return {
    mean: carts * (1 + withCart) + (1 + further) * (1 + browsing),
    variance: carts * withCart + browsing + further * (browsing + (1 + browsing) ** 2),
  }
}

function binomial(n: number, k: number, probability: number): number {
  let result = 1
  for (let i = 1; i <= k; i++) result *= (n - k + i) / i
  return result * probability ** k * (1 - probability) ** (n - k)
}

/** Takes out of every variable what a linear regression on variable j explains. */
function partialOut(moments: Float64Array[], j: number): void {
  const pivot = Float64Array.from(moments[j])
  for (let i = 0; i < size; i++) {
    const factor = pivot[i] / pivot[j]
    for (let k = 0; k < size; k++) moments[i][k] -= factor * pivot[k]
  }
}

function squaredCorrelation(moments: Float64Array[], i: number, j: number): number {
  return moments[i][j] ** 2 / (moments[i][i] * moments[j][j])
}
