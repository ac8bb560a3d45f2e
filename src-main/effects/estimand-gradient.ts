import type { Estimand } from '../graph/estimand.ts'
import type { JointDistribution } from '../graph/evaluate-estimand.ts'

/** A functional's value with its derivatives by the mass of every cell; `empty` names a stratum it divides by that holds no mass. */
export interface Valued {
  readonly value: number
  readonly gradient: Float64Array
  readonly empty: string | null
}

/**
 * Values of functionals of one joint distribution, differentiated by every cell's mass (forward, by the rules of sums,
 * products and quotients). Each part is worked out once for each combination of the levels it depends on.
 */
export class EstimandGradient {
  private readonly known = new Map<Estimand, Map<string, Valued>>()
  private readonly dependsOn = new Map<Estimand, readonly string[]>()
  private readonly joint: JointDistribution
  private readonly levelNames: ReadonlyMap<string, readonly string[]>
  /** `codes[v][cell]`. */
  private readonly codes: readonly Int32Array[]

  constructor(joint: JointDistribution, levelNames: ReadonlyMap<string, readonly string[]>) {
    this.joint = joint
    this.levelNames = levelNames
    const cells = joint.mass.length
    let stride = cells
    this.codes = joint.levels.map((count) => {
      stride /= count
      const step = stride
      return Int32Array.from({ length: cells }, (_, cell) => Math.floor(cell / step) % count)
    })
  }

  /** The functional where each free name has the level given; `value` is NaN where a needed stratum is empty. */
  at(estimand: Estimand, levels: ReadonlyMap<string, number>): Valued {
    const key = this.namesOf(estimand)
      .map((name) => levels.get(name) ?? 0)
      .join(',')
    let byLevels = this.known.get(estimand)
    if (!byLevels) {
      byLevels = new Map()
      this.known.set(estimand, byLevels)
    }
    let found = byLevels.get(key)
    if (!found) {
      found = this.work(estimand, levels)
      byLevels.set(key, found)
    }
    return found
  }

  private work(estimand: Estimand, levels: ReadonlyMap<string, number>): Valued {
    switch (estimand.kind) {
      case 'probability': {
        const above = this.mass([...estimand.of, ...estimand.given], levels)
        if (estimand.given.length === 0) return above
        return ratio(above, this.mass(estimand.given, levels), this.stratum(estimand.given, levels))
      }
      case 'product':
        return estimand.factors.map((factor) => this.at(factor, levels)).reduce(times)
      case 'quotient':
        return ratio(
          this.at(estimand.numerator, levels),
          this.at(estimand.denominator, levels),
          this.stratum([...levels.keys()], levels),
        )
      case 'sum': {
        const [name, ...rest] = estimand.over
        if (name === undefined) return this.at(estimand.of, levels)
        const inner = this.innerSum(estimand, rest)
        const count = this.joint.levels[this.joint.names.indexOf(name)]
        let total = this.at(inner, new Map([...levels, [name, 0]]))
        for (let level = 1; level < count; level++)
          total = plus(total, this.at(inner, new Map([...levels, [name, level]])))
        return total
      }
    }
  }

  private readonly innerSums = new Map<Estimand, Estimand>()

  /** The sum over all but its first name, always the same object for the same sum. */
  private innerSum(estimand: Estimand & { readonly kind: 'sum' }, rest: readonly string[]): Estimand {
    if (rest.length === 0) return estimand.of
    let inner = this.innerSums.get(estimand)
    if (!inner) {
      inner = { kind: 'sum', over: rest, of: estimand.of }
      this.innerSums.set(estimand, inner)
    }
    return inner
  }

  private namesOf(estimand: Estimand): readonly string[] {
    let names = this.dependsOn.get(estimand)
    if (!names) {
      names = [...free(estimand)].sort()
      this.dependsOn.set(estimand, names)
    }
    return names
  }

  private mass(names: readonly string[], levels: ReadonlyMap<string, number>): Valued {
    const { joint, codes } = this
    const wanted = joint.names.flatMap((name, v) =>
      names.includes(name) ? [[v, levels.get(name) ?? 0]] : [],
    )
    const gradient = new Float64Array(joint.mass.length)
    let value = 0
    for (let cell = 0; cell < gradient.length; cell++) {
      if (!wanted.every(([v, level]) => codes[v][cell] === level)) continue
      gradient[cell] = 1
      value += joint.mass[cell]
    }
    return { value, gradient, empty: null }
  }

  private stratum(names: readonly string[], levels: ReadonlyMap<string, number>): string {
    return names
      .map((name) => `${name} = ${this.levelNames.get(name)?.[levels.get(name) ?? 0] ?? '?'}`)
      .join(', ')
  }
}

function free(estimand: Estimand): Set<string> {
  switch (estimand.kind) {
    case 'probability':
      return new Set([...estimand.of, ...estimand.given])
    case 'sum': {
      const names = free(estimand.of)
      for (const name of estimand.over) names.delete(name)
      return names
    }
    case 'product':
      return new Set(estimand.factors.flatMap((factor) => [...free(factor)]))
    case 'quotient':
      return new Set([...free(estimand.numerator), ...free(estimand.denominator)])
  }
}

function plus(a: Valued, b: Valued): Valued {
  return {
    value: a.value + b.value,
    gradient: a.gradient.map((slope, cell) => slope + b.gradient[cell]),
    empty: a.empty ?? b.empty,
  }
}

/** What is nothing stays nothing, whatever an empty stratum beside it might have said. */
function times(a: Valued, b: Valued): Valued {
  if ((a.value === 0 && b.empty !== null) || (b.value === 0 && a.empty !== null)) {
    return { value: 0, gradient: new Float64Array(a.gradient.length), empty: null }
  }
  return {
    value: a.value * b.value,
    gradient: a.gradient.map((slope, cell) => slope * b.value + a.value * b.gradient[cell]),
    empty: a.empty ?? b.empty,
  }
}

function ratio(above: Valued, below: Valued, stratum: string): Valued {
  if (below.value === 0 && below.empty === null) {
    return { value: Number.NaN, gradient: new Float64Array(above.gradient.length), empty: stratum }
  }
  const value = above.value / below.value
  return {
    value,
    gradient: above.gradient.map((slope, cell) => (slope - value * below.gradient[cell]) / below.value),
    empty: above.empty ?? below.empty,
  }
}
