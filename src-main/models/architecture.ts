import type { SequenceModel } from '../contract/models.ts'

/** What decides a model's parameters. Plain data: it crosses threads and is written into the manifest. */
export interface Architecture {
  readonly model: SequenceModel
  readonly items: number
  /** Width of an item's vector, a multiple of 8. */
  readonly width: number
  /** Width of a recurrent state, a multiple of 8. */
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  /** The longest sequence that is read at once. */
  readonly length: number
  /** Places are told by turning queries and keys (`layers/rotary-positions.ts`); by learned positions where left out. */
  readonly rotary?: boolean
  /** Items of the history have scores of their own by how long ago they were (`losses/repeats.ts`); not where left out. */
  readonly repeats?: boolean
  /** Levels of each thing that is said of an event beside its item; none where left out. */
  readonly sides?: readonly number[]
}

/** One matrix of parameters, by rows. */
export interface ParameterShape {
  readonly name: string
  readonly rows: number
  readonly columns: number
  /** Columns at the end of a single row that hold nothing: kernels walk whole eights. */
  readonly padding?: number
  readonly start:
    | { readonly kind: 'zeros' | 'ones' }
    | { readonly kind: 'normal'; readonly deviation: number }
    | { readonly kind: 'uniform'; readonly limit: number }
}

/** Weights drawn as by Glorot and Bengio (2010), uniform. */
export function glorot(name: string, rows: number, columns: number): ParameterShape {
  return { name, rows, columns, start: { kind: 'uniform', limit: Math.sqrt(6 / (rows + columns)) } }
}

export function zeros(name: string, columns: number): ParameterShape {
  return { name, rows: 1, columns, start: { kind: 'zeros' } }
}

export function ones(name: string, columns: number): ParameterShape {
  return { name, rows: 1, columns, start: { kind: 'ones' } }
}

/** The next multiple of 8: rows of floats that the kernels walk are this wide. */
export function padded(count: number): number {
  return (count + 7) & ~7
}
