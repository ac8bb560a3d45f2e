import type { Architecture, ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Pass, Taped } from '../layers/pass.ts'

/** What one model adds between the items' vectors that enter and the states that are compared with them. */
export interface Network {
  /** How the rows of every matrix run: all sequences' first positions first, or one sequence after the other. */
  readonly order: 'time' | 'sequence'
  /** Each position predicts the item after it, or masked positions predict what the mask hides. */
  readonly objective: 'next' | 'masked'
  /** Settings that shape it, beside the width and the length, which shape every model. */
  readonly shapedBy: readonly ('hidden' | 'layers' | 'heads')[]
  /** Beside the items' vectors and biases, which every model has. */
  readonly parameters: (architecture: Architecture) => readonly ParameterShape[]
  /** What an item's vector is multiplied by as it enters. */
  readonly inputScale: (architecture: Architecture) => number
  /** From vectors (positions×width, may be overwritten) to states (positions×width). */
  readonly encode: (pass: Pass, architecture: Architecture, input: Pointer) => Taped
}
