import type { Node, Tape } from './tape.ts'

export function logistic(tape: Tape, a: Node): Node {
  return tape.map(
    a,
    (x) => 1 / (1 + Math.exp(-x)),
    (_, y) => y * (1 - y),
  )
}

export function tanh(tape: Tape, a: Node): Node {
  return tape.map(a, Math.tanh, (_, y) => 1 - y * y)
}

export function rectify(tape: Tape, a: Node): Node {
  return tape.map(
    a,
    (x) => Math.max(x, 0),
    (x) => (x > 0 ? 1 : 0),
  )
}
