import type { Monitor } from '../contract/monitor.ts'
import type { SeparationNetwork } from './separation-network.ts'

export interface Separators {
  /** Each ascending by index. */
  readonly sets: readonly (readonly number[])[]
  /** False where the limit cut the list short. */
  readonly complete: boolean
}

/** The minimal separator nearest to the source side, or null where there is none. Linear time. */
export function nearestSeparator(network: SeparationNetwork): number[] | null {
  const closed = closeAround(network, sourceSide(network))
  return closed === null ? null : members(closed.separator)
}

/** The minimal separator nearest to the target side, or null where there is none. Linear time. */
export function farthestSeparator(network: SeparationNetwork): number[] | null {
  return nearestSeparator({ ...network, source: network.target, target: network.source })
}

/**
 * Every minimal separator, the nearest to the source first, at most `limit` of them. Between two answers lies
 * polynomial time, because every branch that is entered holds at least one (Takata 2010, "Space-optimal,
 * backtracking algorithms to list the minimal vertex separators of a graph").
 */
export function minimalSeparators(network: SeparationNetwork, limit: number, monitor?: Monitor): Separators {
  const sets: number[][] = []
  const open: Branch[] = [{ side: sourceSide(network), kept: new Uint8Array(network.vertices) }]
  while (open.length > 0) {
    monitor?.check()
    const branch = open.pop()!
    const closed = closeAround(network, branch.side)
    if (closed === null || meet(closed.side, branch.kept)) continue
    const pivot = firstOutside(closed.separator, branch.kept)
    if (pivot < 0) {
      if (sets.length === limit) return { sets, complete: false }
      sets.push(members(closed.separator))
      continue
    }
    const grown = closed.side.slice()
    grown[pivot] = 1
    open.push({ side: grown, kept: branch.kept })
    const kept = branch.kept.slice()
    kept[pivot] = 1
    open.push({ side: closed.side, kept })
  }
  return { sets, complete: true }
}

/** Separators to look for: the source side holds all of `side` and nothing of `kept`. */
interface Branch {
  readonly side: Uint8Array
  readonly kept: Uint8Array
}

interface Closed {
  /** Everything joined to the source once the separator is taken out. */
  readonly side: Uint8Array
  readonly separator: Uint8Array
}

function sourceSide(network: SeparationNetwork): Uint8Array {
  const side = new Uint8Array(network.vertices)
  for (const v of network.source) side[v] = 1
  return side
}

/** The minimal separator with the smallest source side that holds `side`; null where the target must fall into it. */
function closeAround(network: SeparationNetwork, side: Uint8Array): Closed | null {
  const { start, neighbour, present, removable, vertices } = network
  const isTarget = new Uint8Array(vertices)
  for (const v of network.target) isTarget[v] = 1

  const inside = side.slice()
  const border = new Uint8Array(vertices)
  const stack: number[] = []
  for (let v = 0; v < vertices; v++) if (inside[v] === 1) stack.push(v)
  while (stack.length > 0) {
    const v = stack.pop()!
    if (isTarget[v] === 1) return null
    for (let slot = start[v]; slot < start[v + 1]; slot++) {
      const w = neighbour[slot]
      if (present[w] === 0 || inside[w] === 1) continue
      if (removable[w] === 1) border[w] = 1
      else {
        inside[w] = 1
        stack.push(w)
      }
    }
  }

  const separator = new Uint8Array(vertices)
  spread(network, network.target, border, separator)
  const closed = spread(network, network.source, separator)
  return { side: closed, separator }
}

/** Everything reachable without entering `wall`; the stones of the wall that were touched are marked in `touched`. */
function spread(
  network: SeparationNetwork,
  from: readonly number[],
  wall: Uint8Array,
  touched?: Uint8Array,
): Uint8Array {
  const { start, neighbour, present } = network
  const reached = new Uint8Array(network.vertices)
  const stack: number[] = []
  for (const v of from) {
    reached[v] = 1
    stack.push(v)
  }
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let slot = start[v]; slot < start[v + 1]; slot++) {
      const w = neighbour[slot]
      if (present[w] === 0 || reached[w] === 1) continue
      if (wall[w] === 1) {
        if (touched !== undefined) touched[w] = 1
        continue
      }
      reached[w] = 1
      stack.push(w)
    }
  }
  return reached
}

function meet(one: Uint8Array, other: Uint8Array): boolean {
  for (let v = 0; v < one.length; v++) if ((one[v] & other[v]) === 1) return true
  return false
}

function firstOutside(set: Uint8Array, other: Uint8Array): number {
  for (let v = 0; v < set.length; v++) if (set[v] === 1 && other[v] === 0) return v
  return -1
}

function members(mask: Uint8Array): number[] {
  const found: number[] = []
  for (let v = 0; v < mask.length; v++) if (mask[v] === 1) found.push(v)
  return found
}
