import type { Graph } from '../../src-main/contract/graph.ts'

interface Step {
  readonly to: string
  /** Whether the edge has an arrowhead at this end, and at the other. */
  readonly arrowHere: boolean
  readonly arrowThere: boolean
  readonly edge: number
}

/** A path as lists of names: what blocks it when given, and what opens it. */
export interface PlainPath {
  readonly nodes: readonly string[]
  readonly edges: readonly number[]
  readonly causal: boolean
  readonly colliders: readonly string[]
  readonly others: readonly string[]
}

/** Definitions applied literally, by enumeration: slow, and independent of the code under test. */
export class PlainGraph {
  readonly names: readonly string[]
  private readonly known = new Map<string, PlainPath[]>()
  private readonly below = new Map<string, Set<string>>()
  private readonly steps = new Map<string, Step[]>()
  readonly graph: Graph

  constructor(graph: Graph) {
    this.graph = graph
    this.names = graph.nodes.map(({ id }) => id)
    for (const name of this.names) this.steps.set(name, [])
    graph.edges.forEach(({ from, to, kind }, edge) => {
      const two = kind === 'bidirected'
      this.steps.get(from)!.push({ to, arrowHere: two, arrowThere: true, edge })
      this.steps.get(to)!.push({ to: from, arrowHere: true, arrowThere: two, edge })
    })
  }

  get latents(): string[] {
    return this.graph.nodes.flatMap(({ id, latent }) => (latent === true ? [id] : []))
  }

  get selected(): string[] {
    return this.graph.nodes.flatMap(({ id, selected }) => (selected === true ? [id] : []))
  }

  descendants(of: readonly string[]): Set<string> {
    const found = new Set(of)
    for (const name of found)
      for (const { to, arrowHere, arrowThere } of this.steps.get(name)!)
        if (!arrowHere && arrowThere) found.add(to)
    return found
  }

  private follows(name: string): Set<string> {
    const known = this.below.get(name) ?? this.descendants([name])
    this.below.set(name, known)
    return known
  }

  /** Simple paths from x to y that meet x and y nowhere else. */
  paths(x: readonly string[], y: readonly string[]): PlainPath[] {
    const key = `${x.join()} ${y.join()}`
    const known = this.known.get(key) ?? this.listPaths(x, y)
    this.known.set(key, known)
    return known
  }

  private listPaths(x: readonly string[], y: readonly string[]): PlainPath[] {
    const found: PlainPath[] = []
    const walk = (path: string[], taken: Step[]) => {
      const here = path[path.length - 1]
      if (y.includes(here)) {
        found.push(classify(path, taken))
        return
      }
      for (const step of this.steps.get(here)!) {
        if (path.includes(step.to) || x.includes(step.to)) continue
        walk([...path, step.to], [...taken, step])
      }
    }
    for (const start of x) walk([start], [])
    return found
  }

  isOpen(path: PlainPath, given: readonly string[]): boolean {
    const all = [...given, ...this.selected]
    return (
      path.others.every((name) => !all.includes(name)) &&
      path.colliders.every((name) => all.some((one) => this.follows(name).has(one)))
    )
  }

  separated(x: readonly string[], y: readonly string[], given: readonly string[]): boolean {
    return !this.paths(x, y).some((path) => this.isOpen(path, given))
  }

  /** Nodes on proper causal paths, and what follows from them. */
  forbidden(x: readonly string[], y: readonly string[]): Set<string> {
    const on = this.paths(x, y)
      .filter(({ causal }) => causal)
      .flatMap(({ nodes }) => nodes.slice(1))
    return this.descendants(on)
  }

  /** The adjustment criterion (Shpitser, VanderWeele and Robins 2010), word for word; without selection. */
  isAdjustmentSet(x: readonly string[], y: readonly string[], set: readonly string[]): boolean {
    const forbidden = this.forbidden(x, y)
    return (
      set.every((name) => !forbidden.has(name) && !this.latents.includes(name)) &&
      this.paths(x, y).every((path) => path.causal || !this.isOpen(path, set))
    )
  }
}

function classify(path: readonly string[], taken: readonly Step[]): PlainPath {
  const colliders: string[] = []
  const others: string[] = []
  for (let i = 1; i < path.length - 1; i++)
    (taken[i - 1].arrowThere && taken[i].arrowHere ? colliders : others).push(path[i])
  return {
    nodes: path,
    edges: taken.map(({ edge }) => edge),
    causal: taken.every(({ arrowHere, arrowThere }) => !arrowHere && arrowThere),
    colliders,
    others,
  }
}
