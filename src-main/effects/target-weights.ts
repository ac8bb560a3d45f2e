import type { Propensities } from './nuisance/nuisances.ts'
import { armsOf } from './nuisance/nuisances.ts'
import type { Study } from './study.ts'

/**
 * The population that an effect is for, as a tilt h of the whole one (Li, Morgan and Zaslavsky 2018): 1 for ATE, the
 * propensity of an arm for the effect on those in it, 1/Σ(1/p) for the overlap population.
 */
export interface Tilt {
  readonly name: string
  /** h, up to a factor, from a row's propensities. */
  readonly of: (p: readonly number[]) => number
  /** ∂h/∂p_arm. */
  readonly derivative: (p: readonly number[], arm: number) => number
  /** The arm whose own rows are the target; −1 where the target is not one arm. */
  readonly arm: number
}

export function tiltOf(study: Study): Tilt {
  const arms = armsOf(study)
  const { target, overlapWeights } = study.options
  if (overlapWeights) {
    const harmonic = (p: readonly number[]) => 1 / p.reduce((sum, value) => sum + 1 / value, 0)
    return {
      name: 'overlap',
      of: harmonic,
      derivative: (p, arm) => harmonic(p) ** 2 / p[arm] ** 2,
      arm: -1,
    }
  }
  if (target === 'ate') return { name: 'ate', of: () => 1, derivative: () => 0, arm: -1 }
  const arm = target === 'att' ? arms.treated : arms.control
  return { name: target, of: (p) => p[arm], derivative: (_, other) => (other === arm ? 1 : 0), arm }
}

/** Weight of each row in the target population, where that takes no propensity: ATE, or one arm's rows. */
export function targetWeights(study: Study, arm: number): Float64Array {
  const result = new Float64Array(study.rows)
  const { treatment, weights } = study
  for (let i = 0; i < study.rows; i++) {
    const member = arm < 0 || (treatment.kind === 'arms' && treatment.codes[i] === arm)
    if (member) result[i] = weights ? weights[i] : 1
  }
  return result
}

/** Each row's propensities in one array, reused: read before the next call. */
export function rowPropensities(propensities: Propensities): (row: number) => readonly number[] {
  const { probabilities } = propensities
  const buffer = new Array<number>(probabilities.length).fill(0)
  return (row) => {
    for (let arm = 0; arm < buffer.length; arm++) buffer[arm] = probabilities[arm][row]
    return buffer
  }
}

/** Weights that make each arm look like the target population: s h / p of its own arm. */
export function balancingWeights(study: Study, propensities: Propensities, tilt: Tilt): Float64Array {
  const { codes } = armsOf(study)
  const at = rowPropensities(propensities)
  const result = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) {
    const p = at(i)
    result[i] = ((study.weights ? study.weights[i] : 1) * tilt.of(p)) / p[codes[i]]
  }
  return result
}
