import { hash32 } from '../../numeric/random.ts'
import type { Architecture } from '../architecture.ts'
import { padded } from '../architecture.ts'
import type { Kernels, Pointer } from '../kernels/kernels.ts'
import type { Pass, Scratch } from '../layers/pass.ts'
import { packItems, scoreItems, type Tile, tileRows } from '../losses/full-softmax.ts'
import type { Loss } from '../losses/loss.ts'
import { openRepeats, type Places } from '../losses/repeats.ts'
import { networks } from '../networks/table.ts'
import { likeliestFloats } from './likeliest.ts'

/** Some rows of a batch, as a thread sees them: Int32s by row, `stride` apart. */
export interface ShardData {
  readonly rows: number
  readonly stride: number
  readonly lengths: Int32Array
  /** Codes of items, −1 where there is none. */
  readonly inputs: Int32Array
  /** What each position is to predict, −1 for nothing. */
  readonly targets: Int32Array
  /** Levels of all sides of a position together, −1 for none; none anywhere where left out. */
  readonly sides?: Int32Array
}

export interface ShardPlace {
  readonly kernels: Kernels
  readonly scratch: Scratch
  readonly tile: Tile
  write(at: Pointer, codes: Int32Array): void
  weight(name: string): Pointer
  gradient(name: string): Pointer
  /**
   * For each row of scores (rows padded to a multiple of 8) how its target ranks among all items, 1 the best, as a float to
   * `out`; items of the same score go in order of their codes.
   */
  rank(rows: number, items: number, scores: Pointer, targets: Int32Array, out: Pointer): void
  /** For each row of scores its k likeliest items, as `likeliest.ts` lays them out, to `out`. */
  likeliest(rows: number, items: number, scores: Pointer, k: number, temperature: number, out: Pointer): void
}

/** Forward and backward through one shard: adds to its gradient and returns its part of the loss. */
export function trainShard(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  loss: Loss,
  settings: {
    readonly weight: number
    readonly dropout: number
    readonly seed: number
    readonly negatives: number
    readonly itemLogs: Pointer
  },
): number {
  const { kernels, scratch } = place
  const { width } = architecture
  const pass = passOf(place, data, settings.dropout, settings.seed)
  const { codes, sides, output, backward } = encode(place, pass, architecture, data)
  const positions = pass.rows * pass.length
  const order = positionsOf(architecture, pass)
  const { count, chosen, targets, codesOfTargets, at } = predicted(place, data, pass, order)
  if (count === 0) return 0
  const states = scratch.take(count * width)
  kernels.gatherRows(count, width, chosen, output, 1, states, false)
  const gradient = scratch.take(count * width)
  const predictions = {
    count,
    states,
    targets,
    weight: settings.weight,
    negatives: settings.negatives,
    itemLogs: settings.itemLogs,
    seed: settings.seed,
    codeAt: (index: number) => codesOfTargets[index],
    places: placesOf(architecture, at),
  }
  const total = loss(pass, architecture, predictions, gradient)
  const outputGradient = scratch.take(positions * width)
  kernels.fill(positions * width, outputGradient)
  kernels.scatterRows(count, width, chosen, gradient, 1, outputGradient)
  const scale = networks[architecture.model].inputScale(architecture)
  const inward = backward(outputGradient)
  kernels.scatterRows(positions, width, codes, inward, scale, pass.gradient('items'))
  for (const side of sides) kernels.scatterRows(positions, width, side, inward, scale, pass.gradient('sides'))
  return total
}

/** Each row's last state, width floats a row, to `out`. */
export function encodeShard(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  out: Pointer,
): void {
  const pass = passOf(place, data, 0, 0)
  const { output } = encode(place, pass, architecture, data)
  const order = positionsOf(architecture, pass)
  const last = place.scratch.take(pass.rows)
  place.write(
    last,
    data.lengths.map((length, row) => order(row, length - 1)),
  )
  place.kernels.gatherRows(pass.rows, architecture.width, last, output, 1, out, false)
}

/** Each row's rank of its last target among all items, 1 the best, as a float to `out`. */
export function rankShard(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  out: Pointer,
): void {
  const targets = data.lengths.map((length, row) => data.targets[row * data.stride + length - 1])
  overScores(place, architecture, data, (first, rows, scores) =>
    place.rank(rows, architecture.items, scores, targets.subarray(first, first + rows), out + 4 * first),
  )
}

/** Each row's k likeliest items, `likeliestFloats(k)` floats a row, to `out`. */
export function likeliestShard(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  k: number,
  temperature: number,
  out: Pointer,
): void {
  overScores(place, architecture, data, (first, rows, scores) =>
    place.likeliest(rows, architecture.items, scores, k, temperature, out + 4 * first * likeliestFloats(k)),
  )
}

/** Each row's scores of all items, `padded(items)` floats a row, to `out`. */
export function scoreShard(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  out: Pointer,
): void {
  const across = padded(architecture.items)
  overScores(place, architecture, data, (first, rows, scores) =>
    place.kernels.copy(rows * across, scores, out + 4 * first * across),
  )
}

/** Scores of all items after each row, some rows at a time: rows `first` on, their scores `padded(items)` floats apart. */
function overScores(
  place: ShardPlace,
  architecture: Architecture,
  data: ShardData,
  use: (first: number, rows: number, scores: Pointer) => void,
): void {
  const { items, width } = architecture
  const states = place.scratch.take(data.rows * width)
  encodeShard(place, architecture, data, states)
  const pass = passOf(place, data, 0, 0)
  const panels = packItems(pass, items, width)
  const tile = tileRows(items, place.tile)
  const across = padded(items)
  const scores = place.scratch.take(tile * across)
  const places = placesOf(architecture, (row) => ({ row, t: data.lengths[row] - 1 }))
  const repeated = architecture.repeats === true ? openRepeats(pass, items, across, tile, places) : undefined
  for (let first = 0; first < data.rows; first += tile) {
    const some = Math.min(tile, data.rows - first)
    scoreItems(pass, items, width, panels, some, states + first * width * 4, scores)
    repeated?.forward(first, some, scores)
    use(first, some, scores)
  }
}

/** 1 + how many items come before the target. */
export function rankOf(scores: Float32Array, target: number): number {
  const own = scores[target]
  let before = 0
  for (let i = 0; i < scores.length; i++) if (scores[i] > own || (scores[i] === own && i < target)) before++
  return before + 1
}

function passOf(place: ShardPlace, data: ShardData, rate: number, seed: number): Pass {
  let length = 1
  for (let row = 0; row < data.rows; row++) length = Math.max(length, data.lengths[row])
  let uses = 0
  return {
    ...place,
    rows: data.rows,
    length,
    lengths: data.lengths,
    code: (row, t) => (t < data.lengths[row] ? data.inputs[row * data.stride + t] : -1),
    dropout: rate,
    dropoutSeed: () => hash32(seed, String(uses++)),
  }
}

function encode(place: ShardPlace, pass: Pass, architecture: Architecture, data: ShardData) {
  const network = networks[architecture.model]
  const positions = pass.rows * pass.length
  const order = positionsOf(architecture, pass)
  const codes = place.scratch.take(positions)
  const entering = new Int32Array(positions)
  for (let row = 0; row < pass.rows; row++) {
    for (let t = 0; t < pass.length; t++) entering[order(row, t)] = pass.code(row, t)
  }
  place.write(codes, entering)
  const input = place.scratch.take(positions * architecture.width)
  const scale = network.inputScale(architecture)
  place.kernels.gatherRows(positions, architecture.width, codes, pass.weight('items'), scale, input, false)
  const sides = enterSides(place, pass, architecture, data, order, input)
  return { codes, sides, ...network.encode(pass, architecture, input) }
}

/** Adds the vectors of what else is said of each event; returns where their codes lie, side by side. */
function enterSides(
  { kernels, scratch, write }: ShardPlace,
  pass: Pass,
  architecture: Architecture,
  data: ShardData,
  order: (row: number, t: number) => number,
  input: Pointer,
): Pointer[] {
  const { sides = [], width } = architecture
  const positions = pass.rows * pass.length
  const scale = networks[architecture.model].inputScale(architecture)
  let first = 0
  return sides.map((levels, column) => {
    const at = scratch.take(positions)
    const entering = new Int32Array(positions).fill(-1)
    for (let row = 0; row < pass.rows; row++) {
      for (let t = 0; t < data.lengths[row]; t++) {
        const level = data.sides?.[(row * data.stride + t) * sides.length + column] ?? -1
        if (level >= 0) entering[order(row, t)] = first + level
      }
    }
    first += levels
    write(at, entering)
    kernels.gatherRows(positions, width, at, pass.weight('sides'), scale, input, true)
    return at
  })
}

function positionsOf(architecture: Architecture, pass: Pass): (row: number, t: number) => number {
  return networks[architecture.model].order === 'time'
    ? (row, t) => t * pass.rows + row
    : (row, t) => row * pass.length + t
}

function placesOf({ model }: Architecture, at: Places['at']): Places {
  return { masked: networks[model].objective === 'masked', at }
}

/** The positions that predict something, and what. */
function predicted(
  place: ShardPlace,
  data: ShardData,
  pass: Pass,
  order: (row: number, t: number) => number,
) {
  const positions = pass.rows * pass.length
  const chosen = place.scratch.take(positions)
  const targets = place.scratch.take(positions)
  const codesOfChosen = new Int32Array(positions)
  const codesOfTargets = new Int32Array(positions)
  const rowsOfChosen = new Int32Array(positions)
  const timesOfChosen = new Int32Array(positions)
  let count = 0
  for (let row = 0; row < pass.rows; row++) {
    for (let t = 0; t < data.lengths[row]; t++) {
      const target = data.targets[row * data.stride + t]
      if (target < 0) continue
      codesOfChosen[count] = order(row, t)
      codesOfTargets[count] = target
      rowsOfChosen[count] = row
      timesOfChosen[count] = t
      count++
    }
  }
  place.write(chosen, codesOfChosen.subarray(0, count))
  place.write(targets, codesOfTargets.subarray(0, count))
  const at = (index: number) => ({ row: rowsOfChosen[index], t: timesOfChosen[index] })
  return { count, chosen, targets, codesOfTargets, at }
}
