import type { VertexNetwork } from './separation-network.ts'

export interface CostlySeparator {
  readonly set: readonly number[]
  readonly cost: number
}

/**
 * The separator of least total cost, of those the one nearest to the target, or null where there is none: a minimum
 * vertex cut by augmenting paths (Ford and Fulkerson) on the network with every removable vertex split in two.
 *
 * @param cost what each node costs, positive
 */
export function minimumCostSeparator(network: VertexNetwork, cost: Float64Array): CostlySeparator | null {
  const { vertices, removable } = network
  const flow = new SplitNetwork(network, cost)
  for (;;) {
    const pushed = flow.augment()
    if (pushed === Number.POSITIVE_INFINITY) return null
    if (pushed === 0) break
  }
  const toTarget = flow.reachingTarget()
  const set: number[] = []
  let total = 0
  for (let v = 0; v < vertices; v++)
    if (removable[v] === 1 && toTarget[2 * v] === 0 && toTarget[2 * v + 1] === 1) {
      set.push(v)
      total += cost[v]
    }
  return { set, cost: total }
}

/** Vertex v becomes 2v (where edges come in) and 2v + 1 (where they leave). */
class SplitNetwork {
  private readonly network: VertexNetwork
  /** Arcs in pairs: e and e ^ 1 are each other's reverse. */
  private readonly head: number[] = []
  private readonly room: number[] = []
  private readonly arcs: number[][]
  private readonly source: Uint8Array
  private readonly target: Uint8Array

  constructor(network: VertexNetwork, cost: Float64Array) {
    const { vertices, present, removable, start, neighbour } = network
    this.network = network
    this.arcs = Array.from({ length: 2 * vertices }, () => [])
    this.source = new Uint8Array(vertices)
    this.target = new Uint8Array(vertices)
    for (const v of network.source) this.source[v] = 1
    for (const v of network.target) this.target[v] = 1
    for (let v = 0; v < vertices; v++) {
      if (present[v] === 0) continue
      this.arc(2 * v, 2 * v + 1, removable[v] === 1 ? cost[v] : Number.POSITIVE_INFINITY)
      for (let slot = start[v]; slot < start[v + 1]; slot++)
        if (present[neighbour[slot]] === 1) this.arc(2 * v + 1, 2 * neighbour[slot], Number.POSITIVE_INFINITY)
    }
  }

  private arc(from: number, to: number, capacity: number): void {
    this.arcs[from].push(this.head.length)
    this.head.push(to)
    this.room.push(capacity)
    this.arcs[to].push(this.head.length)
    this.head.push(from)
    this.room.push(0)
  }

  /** Pushes along one shortest path with room; 0 where none is left, infinite where nothing limits it. */
  augment(): number {
    const cameBy = new Int32Array(this.arcs.length).fill(-1)
    const queue = this.network.source.map((v) => 2 * v)
    const started = new Uint8Array(this.arcs.length)
    for (const v of queue) started[v] = 1
    for (let i = 0; i < queue.length; i++) {
      const v = queue[i]
      for (const e of this.arcs[v]) {
        const w = this.head[e]
        if (started[w] === 1 || this.room[e] <= 0) continue
        started[w] = 1
        cameBy[w] = e
        if (this.target[w >> 1] === 1) return this.push(w, cameBy)
        queue.push(w)
      }
    }
    return 0
  }

  private push(end: number, cameBy: Int32Array): number {
    let amount = Number.POSITIVE_INFINITY
    for (let v = end; cameBy[v] >= 0; v = this.head[cameBy[v] ^ 1])
      amount = Math.min(amount, this.room[cameBy[v]])
    if (amount === Number.POSITIVE_INFINITY) return amount
    for (let v = end; cameBy[v] >= 0; v = this.head[cameBy[v] ^ 1]) {
      this.room[cameBy[v]] -= amount
      this.room[cameBy[v] ^ 1] += amount
    }
    return amount
  }

  /** 1 for every half-vertex from which the target can still be reached. */
  reachingTarget(): Uint8Array {
    const reached = new Uint8Array(this.arcs.length)
    const stack: number[] = []
    for (const v of this.network.target)
      for (const half of [2 * v, 2 * v + 1]) {
        reached[half] = 1
        stack.push(half)
      }
    while (stack.length > 0) {
      const v = stack.pop()!
      for (const e of this.arcs[v]) {
        const w = this.head[e]
        if (reached[w] === 1 || this.room[e ^ 1] <= 0) continue
        reached[w] = 1
        stack.push(w)
      }
    }
    return reached
  }
}
