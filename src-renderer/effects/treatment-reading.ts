import type { Response } from '../../src-main/contract/methods.ts'
import type { FineSettings } from './analysis-draft.svelte.ts'

type Columns = Response<'effects.columns'>

/** More arms than these are not all compared at once: two of them have to be named. */
const mostArms = 20

/** How the values of a treatment are taken, as the engine takes them. */
export interface TreatmentReading {
  /** Null while nothing is known of the column; `constant` where there is nothing to compare. */
  readonly kind: 'arms' | 'dose' | 'constant' | null
  /** The one that others are compared with, then by name, numbers in their order. */
  readonly arms: readonly { readonly level: string; readonly n: number }[]
  /** Whether its numbers can be amounts of one thing as well as names of arms. */
  readonly either: boolean
  /** Whether the two arms have to be named. */
  readonly many: boolean
}

export function readTreatment(
  described: Columns | null,
  treatment: string,
  { treated, categorical }: FineSettings,
): TreatmentReading {
  const column = described?.find(({ name }) => name === treatment)
  if (column === undefined) return { kind: null, arms: [], either: false, many: false }
  const { untreated } = column
  const arms = [...(column.levels ?? [])].sort(
    (a, b) =>
      Number(b.level === untreated) - Number(a.level === untreated) ||
      a.level.localeCompare(b.level, undefined, { numeric: true }),
  )
  const either = column.kind === 'number' && arms.length > 2
  const asArms = treated !== undefined || (categorical?.includes(treatment) ?? false)
  if (column.levels !== null && arms.length < 2) return { kind: 'constant', arms, either: false, many: false }
  const dose = column.levels === null || (either && !asArms)
  return {
    kind: dose ? 'dose' : 'arms',
    arms,
    either: either && arms.length <= mostArms,
    many: !dose && arms.length > mostArms,
  }
}
