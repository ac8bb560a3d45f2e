import type { Architecture } from '../architecture.ts'
import type { Node, Tape } from './tape.ts'

/** What a reference model reads: the same rows in the same order as the kernels' pass. */
export interface ReferencePass {
  readonly tape: Tape
  readonly architecture: Architecture
  readonly rows: number
  readonly length: number
  readonly lengths: ArrayLike<number>
  /** Which item a position of a sequence holds, −1 where none. */
  code(row: number, t: number): number
  weight(name: string): Node
  /** Dropout with the kernels' own next mask; value (i, j) has the index i·stride + j there. */
  drop(node: Node, stride?: number): Node
}

/** From vectors to states, as `Network.encode`. */
export type ReferenceNetwork = (pass: ReferencePass, input: Node) => Node

export function referenceDense({ tape, weight }: ReferencePass, name: string, input: Node): Node {
  return tape.sum(tape.product(input, weight(`${name}.weight`)), weight(`${name}.bias`))
}
