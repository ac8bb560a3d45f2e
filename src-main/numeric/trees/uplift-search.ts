import type { Binned } from './binning.ts'
import type { ForestOptions } from './forest-options.ts'
import type { Pointer, TreeRoom } from './kernels/kernels.ts'
import { type ArmCounts, type Divergence, upliftGain } from './uplift-split.ts'

/** A node's rows and where its histograms may lie, in the kernels' memory. */
interface UpliftNode {
  readonly room: TreeRoom
  readonly rows: number
  readonly order: Pointer
  readonly y: Pointer
  readonly d: Pointer
  readonly w: Pointer
  readonly ownCodes: Pointer
  readonly stride: number
  readonly packed: Pointer
  readonly histogram: Pointer
  readonly ones: Pointer
  readonly drawn: Pointer
  /** Features tried: the first `slots` of the pool. */
  readonly slots: number
  readonly pool: Int32Array
  readonly binned: Binned
  /** Where the split goes: its threshold at + 8, −1 where the 256 bits at + 16 decide. */
  readonly found: Pointer
}

/** The feature of the split that gains most, −1 where none gains anything; each side keeps enough rows of both arms. */
export function searchUplift(
  node: UpliftNode,
  divergence: Divergence,
  { leastRows, balance }: ForestOptions,
): number {
  const { room, rows, slots, pool, binned, found } = node
  const unit = pack(node, false)
  fill(node, node.histogram)
  pack(node, true)
  fill(node, node.ones)
  const width = 2 * binned.stride
  const weights = room.ints(node.histogram, slots * width)
  const ones = room.ints(node.ones, slots * width)
  const countsAt = (at: number): ArmCounts => ({
    control: weights[at] * unit,
    treated: weights[at + 1] * unit,
    controlOnes: ones[at] * unit,
    treatedOnes: ones[at + 1] * unit,
  })
  const all = sumOf(Array.from({ length: binned.bins[pool[0]] }, (_, code) => countsAt(2 * code)))
  const fits = ({ treated, control }: ArmCounts) => treated >= leastRows && control >= leastRows
  let best = 1e-12
  let chosen = -1
  const set = new Uint32Array(8)
  const place = room.ints(found, 12)
  for (let slot = 0; slot < slots; slot++) {
    const feature = pool[slot]
    const at = (code: number) => countsAt(slot * width + 2 * code)
    const sequence = sequenceOf(binned, feature, at)
    let left: ArmCounts = nothing
    for (let k = 0; k < sequence.length - 1; k++) {
      const own = at(sequence[k])
      if (own.treated + own.control === 0) continue
      left = plus(left, own)
      const right = minus(all, left)
      const share = (left.treated + left.control) / rows
      if (!fits(left) || !fits(right) || Math.min(share, 1 - share) < balance) continue
      const gain = upliftGain(divergence, all, left)
      if (!(gain > best * (1 + 1e-10))) continue
      best = gain
      chosen = feature
      place[2] = binned.categorical[feature] === 1 ? -1 : sequence[k]
      set.fill(0)
      for (let j = 0; j <= k; j++) set[sequence[j] >> 5] |= 1 << (sequence[j] & 31)
    }
  }
  if (chosen >= 0 && place[2] < 0) place.set(set, 4)
  return chosen
}

/** Numbers in their order; categories by the difference of the arms, those the node lacks first. */
function sequenceOf(
  { bins, categorical }: Binned,
  feature: number,
  at: (code: number) => ArmCounts,
): number[] {
  const sequence = Array.from({ length: bins[feature] }, (_, code) => code)
  if (categorical[feature] === 0) return sequence
  const difference = sequence.map((code) => {
    const { treated, control, treatedOnes, controlOnes } = at(code)
    return treated + control === 0
      ? Number.NEGATIVE_INFINITY
      : (treatedOnes + 1) / (treated + 2) - (controlOnes + 1) / (control + 2)
  })
  return sequence.sort((a, b) => (difference[a] === difference[b] ? a - b : difference[a] - difference[b]))
}

/** Control weights below and treated weights above, as integers; of outcomes 1 only where asked. Returns one's worth in rows. */
function pack({ room, rows, y, d, w, packed }: UpliftNode, onesOnly: boolean): number {
  const outcomes = room.numbers(y, rows)
  const arms = room.numbers(d, rows)
  const weights = room.numbers(w, rows)
  const to = room.ints(packed, 2 * rows)
  let total = 0
  for (let k = 0; k < rows; k++) total += weights[k]
  const scale = (2 ** 31 * Math.LN2) / total
  for (let k = 0; k < rows; k++) {
    const weight = onesOnly && outcomes[k] !== 1 ? 0 : Math.round(weights[k] * scale)
    const treated = arms[k] === 1
    to[2 * k] = treated ? 0 : weight
    to[2 * k + 1] = treated ? weight : 0
  }
  return rows / total / scale
}

function fill(node: UpliftNode, histogram: Pointer): void {
  const { room, rows, order, ownCodes, stride, slots, drawn, packed, binned } = node
  room.kernels.fillDrawn(rows, order, ownCodes, stride, slots, drawn, packed, histogram, binned.stride)
}

const nothing: ArmCounts = { treated: 0, control: 0, treatedOnes: 0, controlOnes: 0 }

function sumOf(counts: readonly ArmCounts[]): ArmCounts {
  return counts.reduce(plus, nothing)
}

function plus(a: ArmCounts, b: ArmCounts): ArmCounts {
  return {
    treated: a.treated + b.treated,
    control: a.control + b.control,
    treatedOnes: a.treatedOnes + b.treatedOnes,
    controlOnes: a.controlOnes + b.controlOnes,
  }
}

function minus(a: ArmCounts, b: ArmCounts): ArmCounts {
  return {
    treated: a.treated - b.treated,
    control: a.control - b.control,
    treatedOnes: a.treatedOnes - b.treatedOnes,
    controlOnes: a.controlOnes - b.controlOnes,
  }
}
