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

export const one: Estimand = { kind: 'product', factors: [] }

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

/** The names whose values the functional is asked for. */
export function freeNames(estimand: Estimand): Set<string> {
  switch (estimand.kind) {
    case 'probability':
      return new Set([...estimand.of, ...estimand.given])
    case 'sum': {
      const free = freeNames(estimand.of)
      for (const name of estimand.over) free.delete(name)
      return free
    }
    case 'product':
      return new Set(estimand.factors.flatMap((factor) => [...freeNames(factor)]))
    case 'quotient':
      return new Set([...freeNames(estimand.numerator), ...freeNames(estimand.denominator)])
  }
}

export function sameEstimand(one: Estimand, other: Estimand): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered(estimand: Estimand): unknown {
  switch (estimand.kind) {
    case 'probability':
      return ['p', [...estimand.of].sort(), [...estimand.given].sort()]
    case 'sum':
      return ['s', [...estimand.over].sort(), ordered(estimand.of)]
    case 'product':
      return ['x', estimand.factors.map((factor) => JSON.stringify(ordered(factor))).sort()]
    case 'quotient':
      return ['q', ordered(estimand.numerator), ordered(estimand.denominator)]
  }
}
