import { hash32, random } from '../../numeric/random.ts'
import type { Architecture } from '../architecture.ts'
import { keptByDropout } from '../layers/dropout.ts'
import { type Adversary, movedRows } from '../losses/adversary.ts'
import { drawNegatives, itemLogs } from '../losses/negatives.ts'
import { networks, parametersOf } from '../networks/table.ts'
import type { Batch } from '../training/held-model.ts'
import type { LearnerOptions } from '../training/learner.ts'
import { mapParameters, startParameters } from '../training/parameters.ts'
import { repeatScores } from './repeats.ts'
import { sampledReference } from './sampled.ts'
import { referenceNetworks } from './table.ts'
import { type Node, openTape } from './tape.ts'

/** The learner's arithmetic in double precision, for batches of one shard: same start, same dropout, same optimiser. */
export interface ReferenceLearner {
  readonly weights: Float64Array
  /** The loss, and the gradient of what a step lessens, without a step. */
  gradient(batch: Batch): { readonly loss: number; readonly gradient: Float64Array }
  /** One step; the loss before it. */
  train(batch: Batch): number
  /** Each row's last state and, after it, the scores of all items, without dropout: both by row. */
  answers(batch: Batch): { readonly states: Float64Array; readonly scores: Float64Array }
}

export function openReference(
  architecture: Architecture,
  options: LearnerOptions,
  counts: ArrayLike<number> = new Float64Array(architecture.items),
): ReferenceLearner {
  const map = mapParameters(parametersOf(architecture))
  const start = new Float32Array(map.floats)
  startParameters(map, options.seed, start)
  const weights = Float64Array.from(start)
  const first = new Float64Array(map.floats)
  const second = new Float64Array(map.floats)
  let step = 0

  /** Up to the states that predict something, and what they are compared with. */
  const forward = (batch: Batch, weights: Float64Array, rate: number) => {
    const tape = openTape()
    const nodes = new Map<string, Node>()
    for (const { name, rows, columns } of map.shapes) {
      const offset = map.offsets.get(name)!
      nodes.set(name, tape.matrix(rows, columns, weights.subarray(offset, offset + rows * columns)))
    }
    const seed = random(options.seed, 'dropout', step + 1).bits() | 0
    let uses = 0
    const drop = (node: Node, stride = node.columns) => {
      if (rate === 0) return node
      const own = hash32(seed, String(uses++))
      const scale = 1 / (1 - rate)
      const mask = node.value.map((_, at) => {
        const index = Math.floor(at / node.columns) * stride + (at % node.columns)
        return keptByDropout(index, own, rate) ? scale : 0
      })
      return tape.times(node, tape.matrix(node.rows, node.columns, mask))
    }
    const network = networks[architecture.model]
    const { rows, lengths } = batch
    const length = Math.max(...lengths)
    const place = (row: number, t: number) => (network.order === 'time' ? t * rows + row : row * length + t)
    const codes = new Int32Array(rows * length).fill(-1)
    const chosen: number[] = []
    const asked: { readonly row: number; readonly t: number }[] = []
    const targets: number[] = []
    const order = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: lengths[row] }, (_, t) => [row, t] as const),
    ).flat()
    for (const [row, t] of order) {
      codes[place(row, t)] = batch.inputs[row * batch.length + t]
      if (batch.targets[row * batch.length + t] < 0) continue
      chosen.push(place(row, t))
      asked.push({ row, t })
      targets.push(batch.targets[row * batch.length + t])
    }
    const weight = (name: string) => nodes.get(name)!
    const { sides = [] } = architecture
    const entered = sides.reduce(
      (sum, _, column) => {
        const first = sides.slice(0, column).reduce((all, levels) => all + levels, 0)
        const levels = new Int32Array(rows * length).fill(-1)
        for (const [row, t] of order) {
          const level = batch.sides?.[(row * batch.length + t) * sides.length + column] ?? -1
          if (level >= 0) levels[place(row, t)] = first + level
        }
        return tape.sum(sum, tape.rows(weight('sides'), levels))
      },
      tape.rows(weight('items'), codes),
    )
    const input = tape.affine(entered, network.inputScale(architecture))
    const code = (row: number, t: number) => (t < lengths[row] ? batch.inputs[row * batch.length + t] : -1)
    const pass = { tape, architecture, rows, length, lengths, code, weight, drop }
    const states = tape.rows(referenceNetworks[architecture.model](pass, input), chosen)
    const biases = tape.columns(weight('item-biases'), 0, architecture.items)
    const vectors = tape.rows(weight('items'), [...new Array(architecture.items).keys()])
    const scores = () => {
      const plain = tape.sum(tape.product(states, vectors, true), biases)
      return architecture.repeats === true
        ? tape.sum(plain, repeatScores(tape, architecture, weight('repeats'), batch, asked))
        : plain
    }
    return { tape, seed, states, biases, vectors, targets, weight, scores }
  }
  const differentiate = (batch: Batch, weights: Float64Array) => {
    const { tape, seed, states, biases, vectors, targets, weight, scores } = forward(
      batch,
      weights,
      options.dropout,
    )
    const loss =
      options.loss === 'softmax'
        ? tape.crossEntropy(scores(), targets, 1 / targets.length)
        : sampledReference(tape, options.loss, states, vectors, biases, {
            targets,
            sampled: drawNegatives(
              seed,
              options.negatives,
              architecture.items,
              (i) => targets[i],
              targets.length,
            ),
            logs: itemLogs(counts, options.negatives),
          })
    tape.backward(loss)
    const whole = new Float64Array(map.floats)
    for (const { name } of map.shapes) whole.set(weight(name).gradient, map.offsets.get(name)!)
    return { loss: loss.value[0], gradient: whole }
  }
  const moved = (from: Float64Array, { epsilon }: Adversary) => {
    const count = architecture.items * architecture.width
    const at = map.offsets.get('items')!
    const items = weights.subarray(at, at + count)
    const result = weights.slice()
    result.set(movedRows(items, from.subarray(at, at + count), architecture.width, epsilon), at)
    return result
  }
  const gradient = (batch: Batch) => {
    const plain = differentiate(batch, weights)
    const { adversary } = options
    if (adversary === undefined) return plain
    const against = differentiate(batch, moved(plain.gradient, adversary)).gradient
    return { ...plain, gradient: plain.gradient.map((g, i) => g + adversary.weight * against[i]) }
  }
  return {
    weights,
    gradient,
    train(batch) {
      const { loss, gradient: g } = gradient(batch)
      step++
      const correction = Math.sqrt(1 - 0.999 ** step)
      const rate = (options.rate * correction) / (1 - 0.9 ** step)
      for (let i = 0; i < weights.length; i++) {
        const slope = g[i] + options.decay * weights[i]
        first[i] = 0.9 * first[i] + 0.1 * slope
        second[i] = 0.999 * second[i] + 0.001 * slope * slope
        weights[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + 1e-8 * correction)
      }
      return loss
    },
    answers(batch) {
      const asked = batch.targets.map((_, at) => {
        const row = Math.floor(at / batch.length)
        return at % batch.length === batch.lengths[row] - 1 ? 0 : -1
      })
      const { states, scores } = forward({ ...batch, targets: asked }, weights, 0)
      return { states: states.value, scores: scores().value }
    },
  }
}
