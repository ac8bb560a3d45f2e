import { type Estimand, EstimandRegister, probability, product, quotient, sum } from './estimand.ts'

/** Whether x is independent of y given z, asked by name of the graph the estimand was derived from. */
export type Independence = (x: readonly string[], y: readonly string[], given: readonly string[]) => boolean

/**
 * An equal functional that reads as a textbook would put it: chains of conditionals become joint probabilities,
 * what sums to one goes, factors leave sums they do not depend on, common factors cancel, and conditions that
 * independence makes idle are dropped.
 */
export function simplify(estimand: Estimand, independent: Independence): Estimand {
  const simplifier = new Simplifier(independent)
  return simplifier.settle(simplifier.dropIdleConditions(simplifier.settle(estimand)))
}

const factorsOf = (estimand: Estimand): readonly Estimand[] =>
  estimand.kind === 'product' ? estimand.factors : [estimand]

const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name))

/** Parts that occur many times, as the quotients of the c-factor recursion share them, are settled once. */
class Simplifier {
  private readonly register = new EstimandRegister()
  private readonly settled = new Map<number, Estimand>()
  private readonly independent: Independence

  constructor(independent: Independence) {
    this.independent = independent
  }

  /** Rules are applied from the inside out until none changes anything. */
  settle(estimand: Estimand): Estimand {
    const number = this.register.number(estimand)
    const before = this.settled.get(number)
    if (before !== undefined) return before
    const reduced = this.reduce(estimand)
    const result = this.register.number(reduced) === number ? reduced : this.settle(reduced)
    this.settled.set(number, result)
    return result
  }

  private reduce(estimand: Estimand): Estimand {
    switch (estimand.kind) {
      case 'probability':
        return estimand
      case 'product':
        return this.reduceProduct(estimand.factors.map((factor) => this.settle(factor)))
      case 'sum':
        return this.reduceSum(estimand.over, this.settle(estimand.of))
      case 'quotient':
        return this.reduceQuotient(this.settle(estimand.numerator), this.settle(estimand.denominator))
    }
  }

  private holds(estimand: Estimand, name: string): boolean {
    return this.register.free(estimand).has(name)
  }

  /** P(a | b, c) P(b | c) = P(a, b | c), and what divides one factor may multiply another. */
  private reduceProduct(factors: readonly Estimand[]): Estimand {
    const flat = [...factorsOf(product(factors))]
    const without = (...places: number[]) => flat.filter((_, place) => !places.includes(place))
    for (const [i, later] of flat.entries())
      for (const [j, earlier] of flat.entries()) {
        if (i === j || later.kind !== 'probability' || earlier.kind !== 'probability') continue
        if (!sameNames(later.given, [...earlier.of, ...earlier.given])) continue
        return this.reduceProduct([
          ...without(i, j),
          probability([...earlier.of, ...later.of], earlier.given),
        ])
      }
    for (const [i, found] of flat.entries()) {
      if (found.kind !== 'quotient' || flat.length === 1) continue
      const left = this.cancel(without(i), factorsOf(found.denominator))
      if (left === null) continue
      const rest = left.rest.length === 0 ? [] : [quotient(product([]), product(left.rest))]
      return product([...left.kept, found.numerator, ...rest])
    }
    return product(flat)
  }

  private reduceSum(over: readonly string[], of: Estimand): Estimand {
    if (of.kind === 'sum' && !over.some((name) => of.over.includes(name)))
      return this.reduceSum([...over, ...of.over], of.of)
    const factors = factorsOf(of)
    for (const name of over) {
      const holding = factors.filter((factor) => this.holds(factor, name))
      const only = holding.length === 1 ? holding[0] : null
      if (only?.kind !== 'probability' || !only.of.includes(name)) continue
      const rest = only.of.filter((other) => other !== name)
      const others = factors.filter((factor) => factor !== only)
      return this.reduceSum(
        over.filter((other) => other !== name),
        product(rest.length === 0 ? others : [...others, probability(rest, only.given)]),
      )
    }
    const outside = factors.filter((factor) => !over.some((name) => this.holds(factor, name)))
    if (outside.length > 0 && outside.length < factors.length)
      return product([...outside, sum(over, product(factors.filter((factor) => !outside.includes(factor))))])
    return this.splitSum(over, of)
  }

  /** Σ over what only some factors hold is taken of those alone. */
  private splitSum(over: readonly string[], of: Estimand): Estimand {
    const factors = factorsOf(of)
    for (const name of over) {
      const holding = factors.filter((factor) => this.holds(factor, name))
      if (holding.length === factors.length || holding.length === 0) continue
      const rest = factors.filter((factor) => !holding.includes(factor))
      const others = over.filter((other) => other !== name)
      return sum(others, product([...rest, sum([name], product(holding))]))
    }
    return sum(over, of)
  }

  private reduceQuotient(numerator: Estimand, denominator: Estimand): Estimand {
    const left = this.cancel(factorsOf(numerator), factorsOf(denominator))
    if (left !== null) return this.reduceQuotient(product(left.kept), product(left.rest))
    if (denominator.kind === 'product' && denominator.factors.length === 0) return numerator
    if (denominator.kind === 'quotient')
      return this.reduceQuotient(product([numerator, denominator.denominator]), denominator.numerator)
    if (numerator.kind === 'probability' && denominator.kind === 'probability') {
      const of = numerator.of.filter((name) => !denominator.of.includes(name))
      const divides = denominator.of.every((name) => numerator.of.includes(name))
      if (divides && sameNames(numerator.given, denominator.given))
        return probability(of, [...denominator.of, ...numerator.given])
    }
    return quotient(numerator, denominator)
  }

  /** What is left of two products after their common factors go; null where they have none. */
  private cancel(
    above: readonly Estimand[],
    below: readonly Estimand[],
  ): { kept: Estimand[]; rest: Estimand[] } | null {
    const kept = [...above]
    const rest: Estimand[] = []
    for (const factor of below) {
      const at = kept.findIndex((other) => this.register.same(other, factor))
      if (at >= 0) kept.splice(at, 1)
      else rest.push(factor)
    }
    return kept.length === above.length ? null : { kept, rest }
  }

  dropIdleConditions(estimand: Estimand): Estimand {
    switch (estimand.kind) {
      case 'probability': {
        let given = [...estimand.given]
        for (const name of estimand.given) {
          const rest = given.filter((other) => other !== name)
          if (this.independent(estimand.of, [name], rest)) given = rest
        }
        return probability(estimand.of, given)
      }
      case 'product':
        return product(estimand.factors.map((factor) => this.dropIdleConditions(factor)))
      case 'sum':
        return sum(estimand.over, this.dropIdleConditions(estimand.of))
      case 'quotient':
        return quotient(
          this.dropIdleConditions(estimand.numerator),
          this.dropIdleConditions(estimand.denominator),
        )
    }
  }
}
