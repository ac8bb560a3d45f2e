import type { Response } from '../../src-main/contract/methods.ts'

/** A set to adjust for, with what is special about it. */
export interface AdjustmentChoice {
  readonly set: readonly string[]
  readonly optimal: boolean
  readonly minimal: boolean
  readonly canonical: boolean
}

/** Every set of the answer once, the most precise first, then the smaller ones. */
export function adjustmentChoices(answer: Response<'graph.adjustmentSets'>): AdjustmentChoice[] {
  const key = (set: readonly string[]) => [...set].sort().join('\n')
  const minimal = new Set(answer.minimal.map(key))
  const optimal = answer.optimal === null ? null : key(answer.optimal)
  const canonical = answer.canonical === null ? null : key(answer.canonical)
  const sets = [
    ...(answer.optimal === null ? [] : [answer.optimal]),
    ...answer.minimal,
    ...(answer.canonical === null ? [] : [answer.canonical]),
  ]
  const once = new Map(sets.map((set) => [key(set), set]))
  return [...once].map(([name, set]) => ({
    set,
    optimal: name === optimal,
    minimal: minimal.has(name),
    canonical: name === canonical,
  }))
}
