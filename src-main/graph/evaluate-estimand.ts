import type { Estimand } from './estimand.ts'

/** A joint distribution of categories: `mass[i]` at the i-th combination, the last name's level changing fastest. */
export interface JointDistribution {
  readonly names: readonly string[]
  readonly levels: readonly number[]
  readonly mass: Float64Array
}

/**
 * The value of the functional where each free name has the level given. Names that are free but have no level are
 * set to level 0, since the functional does not depend on them. NaN where it divides by nothing.
 */
export function evaluateEstimand(
  estimand: Estimand,
  joint: JointDistribution,
  levels: ReadonlyMap<string, number>,
): number {
  switch (estimand.kind) {
    case 'probability': {
      const below = estimand.given.length === 0 ? 1 : massWhere(joint, estimand.given, levels)
      return massWhere(joint, [...estimand.of, ...estimand.given], levels) / below
    }
    case 'product':
      return estimand.factors.reduce((value, factor) => value * evaluateEstimand(factor, joint, levels), 1)
    case 'quotient':
      return (
        evaluateEstimand(estimand.numerator, joint, levels) /
        evaluateEstimand(estimand.denominator, joint, levels)
      )
    case 'sum': {
      const [name, ...rest] = estimand.over
      if (name === undefined) return evaluateEstimand(estimand.of, joint, levels)
      const inner: Estimand = { kind: 'sum', over: rest, of: estimand.of }
      const count = joint.levels[joint.names.indexOf(name)]
      let total = 0
      for (let level = 0; level < count; level++)
        total += evaluateEstimand(inner, joint, new Map([...levels, [name, level]]))
      return total
    }
  }
}

function massWhere(
  joint: JointDistribution,
  names: readonly string[],
  levels: ReadonlyMap<string, number>,
): number {
  const wanted = joint.names.map((name) => (names.includes(name) ? (levels.get(name) ?? 0) : -1))
  let total = 0
  for (let cell = 0; cell < joint.mass.length; cell++) {
    let rest = cell
    let fits = true
    for (let i = joint.levels.length - 1; i >= 0 && fits; i--) {
      const level = rest % joint.levels[i]
      rest = (rest - level) / joint.levels[i]
      fits = wanted[i] < 0 || wanted[i] === level
    }
    if (fits) total += joint.mass[cell]
  }
  return total
}
