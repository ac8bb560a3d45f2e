import { logistic } from './activations.ts'
import { gruStep } from './recurrent.ts'
import { type ReferenceNetwork, type ReferencePass, referenceDense } from './reference-network.ts'
import type { Node } from './tape.ts'

/** The session graph network, every prefix with a graph of its own, made and walked from the start. */
export const sessionGraphReference: ReferenceNetwork = (pass, input) => {
  const { tape, rows, length, lengths, architecture } = pass
  const vectors = pass.drop(input)
  const read: Node[] = []
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < length; t++) {
      if (t < lengths[row]) read.push(prefix(pass, vectors, row, t))
      else read.push(tape.matrix(1, 2 * architecture.width))
    }
  }
  return referenceDense(pass, 'output', pass.drop(tape.stack(read)))
}

/** Own node's vector beside the weighted sum of all: one row of twice the width. */
function prefix(pass: ReferencePass, vectors: Node, row: number, t: number): Node {
  const { tape, length, weight, architecture } = pass
  const { width, layers } = architecture
  const codes = Array.from({ length: t + 1 }, (_, at) => pass.code(row, at))
  const items = [...new Set(codes)]
  const node = codes.map((code) => items.indexOf(code))
  const [out, inward] = [false, true].map((reversed) => adjacency(pass, node, items.length, reversed))
  let states = tape.rows(
    vectors,
    items.map((item) => row * length + codes.indexOf(item)),
  )
  for (let step = 0; step < layers; step++) {
    const messages = referenceDense(pass, `step${step}.messages`, states)
    const arriving = tape.beside([
      tape.product(out, tape.columns(messages, 0, width)),
      tape.product(inward, tape.columns(messages, width, width)),
    ])
    const gated = { ...pass, architecture: { ...architecture, hidden: width } }
    states = gruStep(gated, `step${step}.gate`, arriving, [states])[0]
  }
  const met = tape.rows(states, node)
  const own = tape.rows(states, [node[t]])
  const query = referenceDense(pass, 'readout.query', own)
  const scores = tape.product(
    logistic(tape, tape.sum(referenceDense(pass, 'readout.key', met), query)),
    weight('readout.score'),
    true,
  )
  const ones = tape.matrix(1, t + 1, new Float64Array(t + 1).fill(1))
  const across = tape.product(scores, tape.matrix(1, width, new Float64Array(width).fill(1)))
  return tape.beside([own, tape.product(ones, tape.times(across, met))])
}

/** Shares of the walks out of each node (or into it) that lead to (came from) each other. */
function adjacency({ tape }: ReferencePass, node: readonly number[], size: number, reversed: boolean): Node {
  const counts = new Float64Array(size * size)
  for (let t = 1; t < node.length; t++) {
    const [from, to] = reversed ? [node[t], node[t - 1]] : [node[t - 1], node[t]]
    counts[from * size + to]++
  }
  const shares = counts.map((count, at) => {
    const start = Math.floor(at / size) * size
    const total = counts.subarray(start, start + size).reduce((sum, x) => sum + x, 0)
    return total === 0 ? 0 : count / total
  })
  return tape.matrix(size, size, shares)
}
