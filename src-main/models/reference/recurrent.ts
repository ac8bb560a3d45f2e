import { logistic, tanh } from './activations.ts'
import { type ReferenceNetwork, type ReferencePass, referenceDense } from './reference-network.ts'
import type { Node } from './tape.ts'

/** One step: from the position's input to the new state, given what the last step left. */
type Step = (pass: ReferencePass, name: string, input: Node, before: readonly Node[]) => readonly Node[]

/** A recurrent model of any cell, step by step as its equations are written. The first of a step's results is its state. */
export function recurrentReference(step: Step, kept: number): ReferenceNetwork {
  return (pass, input) => {
    const { tape, rows, length, architecture } = pass
    let at = pass.drop(input)
    for (let layer = 0; layer < architecture.layers; layer++) {
      let last: readonly Node[] = Array.from({ length: kept }, () => tape.matrix(rows, architecture.hidden))
      const states: Node[] = []
      for (let t = 0; t < length; t++) {
        const rowsOfStep = Array.from({ length: rows }, (_, row) => t * rows + row)
        last = step(pass, `layer${layer}`, tape.rows(at, rowsOfStep), last)
        states.push(last[0])
      }
      at = pass.drop(tape.stack(states))
    }
    return referenceDense(pass, 'output', at)
  }
}

export const gruStep: Step = ({ tape, weight, architecture: { hidden } }, name, input, [before]) => {
  const entered = tape.product(input, weight(`${name}.input`))
  const remembered = tape.product(before, weight(`${name}.state`))
  const part = (of: Node, index: number) => tape.columns(of, index * hidden, hidden)
  const bias = (index: number) => part(weight(`${name}.bias`), index)
  const r = logistic(tape, tape.sum(tape.sum(part(entered, 1), part(remembered, 0)), bias(1)))
  const z = logistic(tape, tape.sum(tape.sum(part(entered, 2), part(remembered, 1)), bias(2)))
  const candidate = tape.sum(part(remembered, 2), bias(3))
  const n = tanh(tape, tape.sum(tape.sum(part(entered, 0), bias(0)), tape.times(r, candidate)))
  return [tape.sum(tape.times(tape.affine(z, -1, 1), n), tape.times(z, before))]
}

export const lstmStep: Step = ({ tape, weight, architecture: { hidden } }, name, input, [before, cell]) => {
  const sums = tape.sum(
    tape.sum(tape.product(input, weight(`${name}.input`)), tape.product(before, weight(`${name}.state`))),
    weight(`${name}.bias`),
  )
  const part = (index: number) => tape.columns(sums, index * hidden, hidden)
  const admitted = tape.times(logistic(tape, part(0)), tanh(tape, part(2)))
  const now = tape.sum(tape.times(logistic(tape, part(1)), cell), admitted)
  return [tape.times(logistic(tape, part(3)), tanh(tape, now)), now]
}

export const rnnStep: Step = ({ tape, weight }, name, input, [before]) => {
  const sums = tape.sum(
    tape.product(input, weight(`${name}.input`)),
    tape.product(before, weight(`${name}.state`)),
  )
  return [tanh(tape, tape.sum(sums, weight(`${name}.bias`)))]
}
