/**
 * A functional of the observed distribution. In `sum`, the names in `over` are bound: inside they stand for the
 * values summed over, whatever they mean outside. Names bound nowhere are the values of treatments, outcomes and
 * conditions; any other free name may be given any value, the functional does not depend on it.
 */
export type Estimand =
  | { readonly kind: 'probability'; readonly of: readonly string[]; readonly given: readonly string[] }
  | { readonly kind: 'sum'; readonly over: readonly string[]; readonly of: Estimand }
  | { readonly kind: 'product'; readonly factors: readonly Estimand[] }
  | { readonly kind: 'quotient'; readonly numerator: Estimand; readonly denominator: Estimand }

export const probability = (of: readonly string[], given: readonly string[] = []): Estimand => ({
  kind: 'probability',
  of,
  given,
})

export function sum(over: readonly string[], of: Estimand): Estimand {
  return over.length === 0 ? of : { kind: 'sum', over, of }
}

export function product(factors: readonly Estimand[]): Estimand {
  const flat = factors.flatMap((factor) => (factor.kind === 'product' ? factor.factors : [factor]))
  return flat.length === 1 ? flat[0] : { kind: 'product', factors: flat }
}

export const quotient = (numerator: Estimand, denominator: Estimand): Estimand => ({
  kind: 'quotient',
  numerator,
  denominator,
})

/**
 * What is asked of many estimands that share parts, each part looked at once: numbers that are equal for equal
 * functionals (up to the order of names and factors), and the names that are free.
 */
export class EstimandRegister {
  private readonly numbers = new Map<string, number>()
  private readonly numberOf = new WeakMap<Estimand, number>()
  private readonly freeIn = new WeakMap<Estimand, ReadonlySet<string>>()

  same(one: Estimand, other: Estimand): boolean {
    return one === other || this.number(one) === this.number(other)
  }

  number(estimand: Estimand): number {
    let number = this.numberOf.get(estimand)
    if (number !== undefined) return number
    const key = this.key(estimand)
    number = this.numbers.get(key)
    if (number === undefined) {
      number = this.numbers.size
      this.numbers.set(key, number)
    }
    this.numberOf.set(estimand, number)
    return number
  }

  /** The names whose values the functional is asked for. */
  free(estimand: Estimand): ReadonlySet<string> {
    let names = this.freeIn.get(estimand)
    if (names === undefined) {
      names = this.findFree(estimand)
      this.freeIn.set(estimand, names)
    }
    return names
  }

  private key(estimand: Estimand): string {
    switch (estimand.kind) {
      case 'probability':
        return JSON.stringify(['p', [...estimand.of].sort(), [...estimand.given].sort()])
      case 'sum':
        return JSON.stringify(['s', [...estimand.over].sort(), this.number(estimand.of)])
      case 'product':
        return JSON.stringify(['x', estimand.factors.map((factor) => this.number(factor)).sort()])
      case 'quotient':
        return JSON.stringify(['q', this.number(estimand.numerator), this.number(estimand.denominator)])
    }
  }

  private findFree(estimand: Estimand): ReadonlySet<string> {
    switch (estimand.kind) {
      case 'probability':
        return new Set([...estimand.of, ...estimand.given])
      case 'sum': {
        const free = new Set(this.free(estimand.of))
        for (const name of estimand.over) free.delete(name)
        return free
      }
      case 'product':
        return new Set(estimand.factors.flatMap((factor) => [...this.free(factor)]))
      case 'quotient':
        return new Set([...this.free(estimand.numerator), ...this.free(estimand.denominator)])
    }
  }
}

/** The names whose values the functional is asked for. */
export const freeNames = (estimand: Estimand): ReadonlySet<string> => new EstimandRegister().free(estimand)
