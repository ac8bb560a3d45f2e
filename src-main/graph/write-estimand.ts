import { type Estimand, freeNames, probability } from './estimand.ts'

/** The functional as a line of text and as LaTeX. */
export interface WrittenEstimand {
  readonly text: string
  readonly latex: string
}

/** `P(y | do(x)) = …`; a bound name that shadows a free one is primed. */
export function writeEstimand(
  estimand: Estimand,
  treatments: readonly string[],
  outcomes: readonly string[],
  given: readonly string[],
): WrittenEstimand {
  const taken = [...treatments, ...outcomes, ...given, ...freeNames(estimand)]
  const ordered = inReadingOrder(estimand, treatments)
  const primes = new Map(taken.map((name) => [name, 0]))
  return {
    text: `P(${effect(plainStyle, treatments, outcomes, given)}) = ${write(plainStyle, ordered, primes)}`,
    latex: `P(${effect(latexStyle, treatments, outcomes, given)}) = ${write(latexStyle, ordered, primes)}`,
  }
}

const byName = new Intl.Collator('en', { numeric: true }).compare

/** Conditions as they are usually listed: treatments first, the others by name. */
function inReadingOrder(estimand: Estimand, treatments: readonly string[]): Estimand {
  const again = (inner: Estimand) => inReadingOrder(inner, treatments)
  const rank = (name: string) => (treatments.includes(name) ? 0 : 1)
  switch (estimand.kind) {
    case 'probability':
      return probability(
        estimand.of,
        [...estimand.given].sort((a, b) => rank(a) - rank(b) || byName(a, b)),
      )
    case 'sum':
      return { ...estimand, of: again(estimand.of) }
    case 'product':
      return { ...estimand, factors: estimand.factors.map(again) }
    case 'quotient':
      return { ...estimand, numerator: again(estimand.numerator), denominator: again(estimand.denominator) }
  }
}

interface Style {
  readonly name: (name: string, primes: number) => string
  readonly bar: string
  readonly sum: (over: string) => string
  readonly quotient: (above: string, below: string) => string
  readonly grouped: (inner: string) => string
  readonly intervention: (inner: string) => string
}

const plainStyle: Style = {
  name: (name, primes) => name + '′'.repeat(primes),
  bar: ' | ',
  sum: (over) => (over.includes(',') ? `Σ_{${over}} ` : `Σ_${over} `),
  quotient: (above, below) => `[${above}] / [${below}]`,
  grouped: (inner) => `[${inner}]`,
  intervention: (inner) => `do(${inner})`,
}

const latexStyle: Style = {
  name: (name, primes) => latexName(name) + "'".repeat(primes),
  bar: ' \\mid ',
  sum: (over) => `\\sum_{${over}} `,
  quotient: (above, below) => `\\frac{${above}}{${below}}`,
  grouped: (inner) => `\\left[${inner}\\right]`,
  intervention: (inner) => `\\mathrm{do}(${inner})`,
}

/** A short name with digits after it gets a subscript; a longer one is set upright as a word. */
export function latexName(name: string): string {
  const short = /^(\p{L})_?(\d*)$/u.exec(name)
  if (short !== null) return short[2] === '' ? short[1] : `${short[1]}_{${short[2]}}`
  const special: Readonly<Record<string, string>> = {
    '\\': '\\textbackslash{}',
    '^': '\\textasciicircum{}',
    '~': '\\textasciitilde{}',
  }
  const escaped = name.replace(/[#$%&_{}\\^~]/g, (sign) => special[sign] ?? `\\${sign}`)
  return `\\text{${escaped}}`
}

function effect(
  style: Style,
  treatments: readonly string[],
  outcomes: readonly string[],
  given: readonly string[],
): string {
  const list = (names: readonly string[]) => names.map((name) => style.name(name, 0)).join(', ')
  const conditions = [style.intervention(list(treatments)), ...(given.length === 0 ? [] : [list(given)])]
  return `${list(outcomes)}${style.bar}${conditions.join(', ')}`
}

type Primes = ReadonlyMap<string, number>

function write(style: Style, estimand: Estimand, primes: Primes): string {
  const list = (names: readonly string[], within: Primes) =>
    names.map((name) => style.name(name, within.get(name) ?? 0)).join(', ')
  switch (estimand.kind) {
    case 'probability': {
      const given = estimand.given.length === 0 ? '' : style.bar + list(estimand.given, primes)
      return `P(${list(estimand.of, primes)}${given})`
    }
    case 'product':
      if (estimand.factors.length === 0) return '1'
      return sumsLast(estimand.factors)
        .map((factor, i, all) => {
          const written = write(style, factor, primes)
          return factor.kind === 'sum' && i < all.length - 1 ? style.grouped(written) : written
        })
        .join(' ')
    case 'quotient':
      return style.quotient(
        write(style, estimand.numerator, primes),
        write(style, estimand.denominator, primes),
      )
    case 'sum': {
      const inner = new Map(primes)
      for (const name of estimand.over) inner.set(name, primes.has(name) ? primes.get(name)! + 1 : 0)
      return style.sum(list(estimand.over, inner)) + write(style, estimand.of, inner)
    }
  }
}

/** Probabilities of outcomes before those of what is summed over, sums at the end: the order of textbooks. */
function sumsLast(factors: readonly Estimand[]): Estimand[] {
  const rank = (factor: Estimand) =>
    factor.kind === 'sum' ? 2 : factor.kind === 'probability' && factor.given.length === 0 ? 1 : 0
  return factors
    .map((factor, i) => ({ factor, i }))
    .sort((a, b) => rank(a.factor) - rank(b.factor) || a.i - b.i)
    .map(({ factor }) => factor)
}
