import type { EffectModel, EffectTerm, Influence } from '../contract/recommend.ts'

type Value = number | string | null

/**
 * How each covariate bears on the effect of the action on one user, the strongest first, and the value of it alone at which
 * the user would cross `threshold`, so be listed or no longer be. Exact, the model being linear (but where a prediction is cut at
 * the outcomes that occur): a covariate's influence is
 * Σ slope × (value − mean), and it turns the decision at value + (threshold − effect) / slope. Only values within the range
 * that was seen count, for beyond it the model knows nothing.
 */
export function whatWouldChange(
  model: EffectModel,
  values: Readonly<Record<string, Value>>,
  threshold: number,
): readonly Influence[] {
  const columns = [...new Set(model.terms.map(({ column }) => column))].filter((column) => column in values)
  const termsOf = (column: string) => model.terms.filter((term) => term.column === column)
  const effect = model.terms.reduce(
    (sum, term) => sum + term.slope * variableOf(term, values[term.column] ?? null),
    model.intercept,
  )
  return columns
    .map((column) => influenceOf(termsOf(column), values[column], effect, threshold))
    .sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence))
}

function influenceOf(
  terms: readonly EffectTerm[],
  value: Value,
  effect: number,
  threshold: number,
): Influence {
  const [first] = terms
  const number = first.level === null
  return {
    column: first.column,
    value,
    usual: number ? first.mean : null,
    influence: terms.reduce((sum, term) => sum + term.slope * (variableOf(term, value) - term.mean), 0),
    turnsAt: number
      ? numberThatTurns(first, value, effect, threshold)
      : categoryThatTurns(terms, value, effect, threshold),
  }
}

/** What a term's variable is for this value: a missing number stands at the mean, one out of range at its nearest end. */
function variableOf({ level, missing, mean, range: [low, high] }: EffectTerm, value: Value): number {
  if (missing === true) return value === null ? 1 : 0
  if (level !== null) return value === level ? 1 : 0
  if (typeof value !== 'number') return mean
  return low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value))
}

function numberThatTurns(
  term: EffectTerm,
  value: Value,
  effect: number,
  threshold: number,
): Influence['turnsAt'] {
  const {
    slope,
    range: [low, high],
  } = term
  if (typeof value !== 'number' || slope === 0) return null
  const at = variableOf(term, value) + (threshold - effect) / slope
  if (!(at >= low && at <= high)) return null
  return { kind: at < value ? 'at-most' : 'at-least', value: at }
}

/** The category that changes the effect least among those that turn the decision. */
function categoryThatTurns(
  terms: readonly EffectTerm[],
  value: Value,
  effect: number,
  threshold: number,
): Influence['turnsAt'] {
  const own = terms.find(({ level }) => level === value)?.slope ?? 0
  const turning = terms
    .filter(({ level }) => level !== value)
    .map(({ level, slope }) => ({ level, change: slope - own }))
    .filter(({ change }) => effect + change > threshold !== effect > threshold)
    .sort((a, b) => Math.abs(a.change) - Math.abs(b.change))
  const level = turning[0]?.level
  return level === undefined || level === null ? null : { kind: 'is', value: level }
}
