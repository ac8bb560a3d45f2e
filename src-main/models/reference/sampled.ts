import type { SampledLoss } from '../losses/sampled.ts'
import type { Node, Tape } from './tape.ts'

/** The losses over a sample as their formulas are written. */
export function sampledReference(
  tape: Tape,
  kind: SampledLoss,
  states: Node,
  vectors: Node,
  biases: Node,
  {
    targets,
    sampled,
    logs,
  }: { readonly targets: number[]; readonly sampled: Int32Array; readonly logs: Float32Array },
): Node {
  const rows = targets.length
  const columns = sampled.length
  const ones = (height: number, width: number) =>
    tape.matrix(height, width, new Float64Array(height * width).fill(1))
  const turned = (column: Node) => tape.product(ones(1, 1), column, true)
  const biasColumn = tape.product(identity(tape, biases.columns), biases, true)
  const own = tape.sum(
    tape.product(tape.times(states, tape.rows(vectors, targets)), ones(states.columns, 1)),
    tape.rows(biasColumn, targets),
  )
  const sampleBiases = turned(tape.rows(biasColumn, sampled))
  const scores = tape.sum(tape.product(states, tape.rows(vectors, sampled), true), sampleBiases)
  const hit = (at: number) => sampled[at % columns] === targets[Math.floor(at / columns)]
  if (kind === 'sampled-softmax') {
    const shifts = Array.from({ length: rows * columns }, (_, at) =>
      hit(at) ? -1e30 : -logs[sampled[at % columns]],
    )
    const corrected = tape.sum(scores, tape.matrix(rows, columns, shifts))
    const target = tape.sum(
      own,
      tape.matrix(
        rows,
        1,
        targets.map((code) => -logs[code]),
      ),
    )
    return tape.crossEntropy(
      tape.beside([target, corrected]),
      targets.map(() => 0),
      1 / rows,
    )
  }
  const valid = targets.map((_, row) => sampled.filter((_code, j) => !hit(row * columns + j)).length)
  const shares = Array.from({ length: rows * columns }, (_, at) =>
    hit(at) ? 0 : 1 / (rows * valid[Math.floor(at / columns)]),
  )
  const above =
    kind === 'bpr' ? tape.sum(scores, tape.affine(tape.product(own, ones(1, columns)), -1)) : scores
  const against = total(tape, tape.times(softplus(tape, above), tape.matrix(rows, columns, shares)))
  if (kind === 'bpr') return against
  const counted = tape.matrix(
    rows,
    1,
    valid.map((count) => (count === 0 ? 0 : 1 / rows)),
  )
  return tape.sum(against, total(tape, tape.times(softplus(tape, tape.affine(own, -1)), counted)))
}

function identity(tape: Tape, size: number): Node {
  const values = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0))
  return tape.matrix(size, size, values)
}

function softplus(tape: Tape, a: Node): Node {
  return tape.map(
    a,
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (x) => 1 / (1 + Math.exp(-x)),
  )
}

function total(tape: Tape, a: Node): Node {
  const ones = (rows: number, columns: number) =>
    tape.matrix(rows, columns, new Float64Array(rows * columns).fill(1))
  return tape.product(tape.product(ones(1, a.rows), a), ones(a.columns, 1))
}
