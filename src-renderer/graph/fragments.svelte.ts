import type { Graph, GraphRoles } from '../../src-main/contract/graph.ts'

/** A part of a graph that is used again, in this project or another. */
export interface Fragment {
  readonly name: string
  readonly graph: Graph
  readonly roles: GraphRoles
}

const key = 'graph-fragments'

/** The analyst's own fragments, kept on this machine for all projects. */
class Fragments {
  #all = $state.raw<readonly Fragment[]>(remembered())

  get all(): readonly Fragment[] {
    return this.#all
  }

  /** Keeps a fragment; one of the same name is replaced. */
  keep(fragment: Fragment): void {
    this.#set([...this.#all.filter((each) => each.name !== fragment.name), fragment])
  }

  remove(name: string): void {
    this.#set(this.#all.filter((each) => each.name !== name))
  }

  #set(all: readonly Fragment[]): void {
    this.#all = all
    localStorage.setItem(key, JSON.stringify(all))
  }
}

export const fragments = new Fragments()

/** The chosen part of a drawing with the lines within it. */
export function fragmentOf(
  name: string,
  graph: Graph,
  roles: GraphRoles,
  chosen: readonly string[],
): Fragment {
  const within = new Set(chosen)
  const kept = (names: readonly string[]) => names.filter((each) => within.has(each))
  return {
    name,
    graph: {
      type: graph.type,
      nodes: graph.nodes.filter((node) => within.has(node.id)),
      edges: graph.edges.filter((edge) => within.has(edge.from) && within.has(edge.to)),
    },
    roles: {
      treatments: kept(roles.treatments),
      outcomes: kept(roles.outcomes),
      adjusted: kept(roles.adjusted),
    },
  }
}

function remembered(): readonly Fragment[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(all) ? (all as Fragment[]) : []
  } catch {
    return []
  }
}
