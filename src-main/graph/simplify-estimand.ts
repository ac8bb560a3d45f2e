import { type Estimand, freeNames, probability, product, quotient, sameEstimand, sum } from './estimand.ts'

/** Whether x is independent of y given z, asked by name of the graph the estimand was derived from. */
export type Independence = (x: readonly string[], y: readonly string[], given: readonly string[]) => boolean

/**
 * An equal functional that reads as a textbook would put it: chains of conditionals become joint probabilities,
 * what sums to one goes, factors leave sums they do not depend on, common factors cancel, and conditions that
 * independence makes idle are dropped.
 */
export function simplify(estimand: Estimand, independent: Independence): Estimand {
  const reduced = settle(estimand)
  return settle(dropIdleConditions(reduced, independent))
}

function settle(estimand: Estimand): Estimand {
  let current = estimand
  for (let round = 0; round < 20; round++) {
    const next = reduce(current)
    if (sameEstimand(next, current)) return next
    current = next
  }
  return current
}

function reduce(estimand: Estimand): Estimand {
  switch (estimand.kind) {
    case 'probability':
      return estimand
    case 'product':
      return reduceProduct(estimand.factors.map(reduce))
    case 'sum':
      return reduceSum(estimand.over, reduce(estimand.of))
    case 'quotient':
      return reduceQuotient(reduce(estimand.numerator), reduce(estimand.denominator))
  }
}

const factorsOf = (estimand: Estimand): readonly Estimand[] =>
  estimand.kind === 'product' ? estimand.factors : [estimand]

/** P(a | b, c) P(b | c) = P(a, b | c). */
function reduceProduct(factors: readonly Estimand[]): Estimand {
  const flat = [...factorsOf(product(factors))]
  for (let i = 0; i < flat.length; i++)
    for (let j = 0; j < flat.length; j++) {
      const [later, earlier] = [flat[i], flat[j]]
      if (i === j || later.kind !== 'probability' || earlier.kind !== 'probability') continue
      if (!sameNames(later.given, [...earlier.of, ...earlier.given])) continue
      const joint = probability([...earlier.of, ...later.of], earlier.given)
      return reduceProduct([...flat.filter((_, k) => k !== i && k !== j), joint])
    }
  const quotientAt = flat.findIndex((factor) => factor.kind === 'quotient')
  if (quotientAt >= 0 && flat.length > 1) {
    const found = flat[quotientAt]
    if (found.kind === 'quotient') {
      const others = flat.filter((_, k) => k !== quotientAt)
      const left = cancel(others, factorsOf(found.denominator))
      if (left !== null)
        return product([
          ...left.kept,
          found.numerator,
          ...(left.rest.length === 0 ? [] : [quotient(product([]), product(left.rest))]),
        ])
    }
  }
  return product(flat)
}

function reduceSum(over: readonly string[], of: Estimand): Estimand {
  if (of.kind === 'sum' && !over.some((name) => of.over.includes(name)))
    return reduceSum([...over, ...of.over], of.of)
  const bound = over.filter((name) => freeNames(of).has(name))
  if (bound.length < over.length) return keepUnused(over, bound, of)
  const factors = factorsOf(of)
  for (const name of bound) {
    const holding = factors.filter((factor) => freeNames(factor).has(name))
    const only = holding.length === 1 ? holding[0] : null
    if (only?.kind === 'probability' && only.of.includes(name) && !only.given.includes(name)) {
      const rest = only.of.filter((other) => other !== name)
      const others = factors.filter((factor) => factor !== only)
      const left = rest.length === 0 ? others : [...others, probability(rest, only.given)]
      return reduceSum(
        bound.filter((other) => other !== name),
        product(left),
      )
    }
  }
  const outside = factors.filter((factor) => !bound.some((name) => freeNames(factor).has(name)))
  if (outside.length > 0 && bound.length > 0)
    return product([...outside, sum(bound, product(factors.filter((factor) => !outside.includes(factor))))])
  return splitSum(bound, of)
}

/** A name that the body does not hold would count its levels; that never arises from the c-factor recursion. */
function keepUnused(over: readonly string[], bound: readonly string[], of: Estimand): Estimand {
  return bound.length === 0 && over.length > 0 ? of : sum(bound, of)
}

/** Σ over what only some factors hold is taken of those alone. */
function splitSum(bound: readonly string[], of: Estimand): Estimand {
  const factors = factorsOf(of)
  for (const name of bound) {
    const holding = factors.filter((factor) => freeNames(factor).has(name))
    if (holding.length === factors.length) continue
    const rest = factors.filter((factor) => !holding.includes(factor))
    return sum(
      bound.filter((other) => other !== name),
      product([...rest, sum([name], product(holding))]),
    )
  }
  return sum(bound, of)
}

function reduceQuotient(numerator: Estimand, denominator: Estimand): Estimand {
  const left = cancel(factorsOf(numerator), factorsOf(denominator))
  if (left !== null) return reduceQuotient(product(left.kept), product(left.rest))
  if (denominator.kind === 'product' && denominator.factors.length === 0) return numerator
  if (denominator.kind === 'quotient')
    return reduceQuotient(product([numerator, denominator.denominator]), denominator.numerator)
  if (numerator.kind === 'probability' && denominator.kind === 'probability') {
    const of = numerator.of.filter((name) => !denominator.of.includes(name))
    const divides = denominator.of.every((name) => numerator.of.includes(name))
    if (divides && sameNames(numerator.given, denominator.given))
      return probability(of, [...denominator.of, ...numerator.given])
  }
  return quotient(numerator, denominator)
}

/** What is left of two products after their common factors go; null where they have none. */
function cancel(
  above: readonly Estimand[],
  below: readonly Estimand[],
): { kept: Estimand[]; rest: Estimand[] } | null {
  const kept = [...above]
  const rest: Estimand[] = []
  for (const factor of below) {
    const at = kept.findIndex((other) => sameEstimand(other, factor))
    if (at >= 0) kept.splice(at, 1)
    else rest.push(factor)
  }
  return kept.length === above.length ? null : { kept, rest }
}

function dropIdleConditions(estimand: Estimand, independent: Independence): Estimand {
  switch (estimand.kind) {
    case 'probability': {
      let given = [...estimand.given]
      for (const name of estimand.given) {
        const rest = given.filter((other) => other !== name)
        if (independent(estimand.of, [name], rest)) given = rest
      }
      return probability(estimand.of, given)
    }
    case 'product':
      return product(estimand.factors.map((factor) => dropIdleConditions(factor, independent)))
    case 'sum':
      return sum(estimand.over, dropIdleConditions(estimand.of, independent))
    case 'quotient':
      return quotient(
        dropIdleConditions(estimand.numerator, independent),
        dropIdleConditions(estimand.denominator, independent),
      )
  }
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name))
}
