import * as m from '../../messages/compiled/messages.js'
import type { Graph, GraphEdge, GraphNode, GraphRoles } from '../../src-main/contract/graph.ts'
import { list } from '../state/format.ts'
import { cycleClosedBy } from './cycle.ts'

/** A graph with the parts its variables play in the question. */
export interface Drawing {
  readonly graph: Graph
  readonly roles: GraphRoles
}

/** What an edit comes to: another drawing with the edit's name, or the reason why not. */
export type Edit = (Drawing & { readonly edit: string }) | Refused

interface Refused {
  readonly refused: string
  /** The cycle that would be closed: names in the order of the arrows, the first of which is not there. */
  readonly cycle?: readonly string[]
}

export type Role = 'none' | 'treatment' | 'outcome' | 'adjusted'

/** What the analyst knows of a line or of its absence. */
export type Note = Pick<GraphEdge, 'author' | 'reason' | 'confidence'>

type EdgeEnds = Pick<GraphEdge, 'from' | 'to'>

/** Tells a line from every other: two variables may be joined by an arrow and by a hidden cause. */
export type EdgeKey = Pick<GraphEdge, 'from' | 'to' | 'kind'>

export function sameEdge(one: EdgeKey, other: EdgeKey): boolean {
  return one.kind === other.kind && one.from === other.from && one.to === other.to
}

export function addNode(drawing: Drawing, node: GraphNode): Edit {
  return edited(drawing, { nodes: [...drawing.graph.nodes, node] }, m.ui_edit_add({ name: node.id }))
}

/** A name that no variable has. */
export function freeName(graph: Graph): string {
  let index = graph.nodes.length + 1
  const taken = new Set(graph.nodes.map((node) => node.id))
  while (taken.has(m.ui_graph_new_name({ index }))) index += 1
  return m.ui_graph_new_name({ index })
}

export function renameNode(drawing: Drawing, from: string, name: string): Edit {
  const to = name.trim()
  if (to === '' || to === from) return { refused: '' }
  if (drawing.graph.nodes.some((node) => node.id === to)) return { refused: m.ui_graph_name_taken() }
  const renamed = (id: string) => (id === from ? to : id)
  const { graph, roles } = drawing
  return {
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => ({ ...node, id: renamed(node.id) })),
      edges: graph.edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) })),
      ...absentOf(graph, (absent) => [{ ...absent, from: renamed(absent.from), to: renamed(absent.to) }]),
    },
    roles: {
      treatments: roles.treatments.map(renamed),
      outcomes: roles.outcomes.map(renamed),
      adjusted: roles.adjusted.map(renamed),
    },
    edit: m.ui_edit_rename({ from, to }),
  }
}

export function removeNodes(drawing: Drawing, names: readonly string[]): Edit {
  const gone = new Set(names)
  const stays = (id: string) => !gone.has(id)
  const { graph, roles } = drawing
  return {
    graph: {
      ...graph,
      nodes: graph.nodes.filter((node) => stays(node.id)),
      edges: graph.edges.filter((edge) => stays(edge.from) && stays(edge.to)),
      ...absentOf(graph, (absent) => (stays(absent.from) && stays(absent.to) ? [absent] : [])),
    },
    roles: {
      treatments: roles.treatments.filter(stays),
      outcomes: roles.outcomes.filter(stays),
      adjusted: roles.adjusted.filter(stays),
    },
    edit: m.ui_edit_remove({ names: list(names) }),
  }
}

export function connect(drawing: Drawing, edge: GraphEdge): Edit {
  const { from, to, kind } = edge
  if (from === to) return { refused: m.ui_graph_self() }
  const { edges } = drawing.graph
  const between = edges.filter((each) => joins(each, edge))
  if (between.some((each) => each.kind === kind && (kind !== 'directed' || each.from === from)))
    return { refused: m.ui_graph_double() }
  const refused = refusedAsPast(drawing.graph, edge) ?? refusedAsCycle(edges, edge)
  if (refused !== null) return refused
  const absent = absentOf(drawing.graph, (each) => (joins(each, edge) ? [] : [each]))
  return edited(drawing, { edges: [...edges, edge], ...absent }, m.ui_edit_connect({ from, to }))
}

export function disconnect(drawing: Drawing, line: EdgeKey): Edit {
  const edges = drawing.graph.edges.filter((edge) => !sameEdge(edge, line))
  return edited(drawing, { edges }, m.ui_edit_remove({ names: `${line.from} – ${line.to}` }))
}

/** Turns an arrow; a line whose direction is not known gets one. */
export function reverse(drawing: Drawing, { from, to, kind }: EdgeKey): Edit {
  return changeEdge(drawing, { from, to, kind }, turned({ from, to, kind }), m.ui_edit_reverse({ from, to }))
}

/** The line as `reverse` leaves it. */
export function turned({ from, to, kind }: EdgeKey): EdgeKey {
  return kind === 'directed' ? { from: to, to: from, kind } : { from, to, kind: 'directed' }
}

export function toggleHeads(drawing: Drawing, edge: EdgeKey): Edit {
  return changeEdge(drawing, edge, toggled(edge), m.ui_edit_kind({ from: edge.from, to: edge.to }))
}

/** The line as `toggleHeads` leaves it. */
export function toggled({ from, to, kind }: EdgeKey): EdgeKey {
  return { from, to, kind: kind === 'bidirected' ? 'directed' : 'bidirected' }
}

export function noteEdge(drawing: Drawing, line: EdgeKey, note: Note): Edit {
  return changeEdge(drawing, line, note, m.ui_edit_note({ from: line.from, to: line.to }))
}

/** There is one treatment and one outcome: who takes the part takes it from whoever had it. */
export function setRole(drawing: Drawing, name: string, role: Role): Edit {
  const { roles } = drawing
  const others = (names: readonly string[]) => names.filter((each) => each !== name)
  return {
    graph: drawing.graph,
    roles: {
      treatments: role === 'treatment' ? [name] : others(roles.treatments),
      outcomes: role === 'outcome' ? [name] : others(roles.outcomes),
      adjusted: role === 'adjusted' ? [...others(roles.adjusted), name] : others(roles.adjusted),
    },
    edit: m.ui_edit_role({ name, role: roleWords[role]() }),
  }
}

export function adjustFor(drawing: Drawing, set: readonly string[]): Edit {
  return {
    ...drawing,
    roles: { ...drawing.roles, adjusted: [...set] },
    edit: m.ui_edit_adjust({ set: set.length === 0 ? m.ui_graph_set_empty() : list(set) }),
  }
}

export function toggleLatent(drawing: Drawing, name: string): Edit {
  const nodes = drawing.graph.nodes.map((node) => {
    if (node.id !== name) return node
    const { latent, ...rest } = node
    return latent ? rest : { ...rest, latent: true }
  })
  return edited(drawing, { nodes }, m.ui_edit_role({ name, role: m.ui_graph_latent() }))
}

export function toggleSelection(drawing: Drawing, name: string): Edit {
  const nodes = drawing.graph.nodes.map((node) => {
    if (node.id !== name) return node
    const { selected, ...rest } = node
    return selected ? rest : { ...rest, selected: true }
  })
  return edited(drawing, { nodes }, m.ui_edit_role({ name, role: m.ui_graph_selection() }))
}

/** Says when a variable happens, before or after others; refused where an arrow would lead into the past. */
export function setTier(drawing: Drawing, name: string, tier: number | null): Edit {
  const nodes = drawing.graph.nodes.map((node) => {
    if (node.id !== name) return node
    const { tier: _, ...rest } = node
    return tier === null ? rest : { ...rest, tier }
  })
  const graph = { ...drawing.graph, nodes }
  for (const edge of graph.edges) {
    const refused = refusedAsPast(graph, edge)
    if (refused !== null) return refused
  }
  return edited(drawing, { nodes }, m.ui_edit_tier({ name }))
}

/** New places for some nodes. */
export function moveNodes(
  drawing: Drawing,
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
  edit?: string,
): Edit {
  const nodes = drawing.graph.nodes.map((node) => {
    const place = places.get(node.id)
    return place === undefined
      ? node
      : { ...node, position: { x: Math.round(place.x), y: Math.round(place.y) } }
  })
  return edited(drawing, { nodes }, edit ?? m.ui_edit_move({ names: list([...places.keys()].slice(0, 3)) }))
}

/** Nodes with the lines between them, under names of their own. */
export function paste(drawing: Drawing, fragment: Pick<Graph, 'nodes' | 'edges'>): Edit {
  const taken = new Set(drawing.graph.nodes.map((node) => node.id))
  const names = new Map<string, string>()
  for (const node of fragment.nodes) {
    let name = node.id
    for (let index = 2; taken.has(name); index += 1) name = `${node.id} ${index}`
    taken.add(name)
    names.set(node.id, name)
  }
  const nodes = fragment.nodes.map((node) => ({
    ...node,
    id: names.get(node.id)!,
    ...(node.position ? { position: { x: node.position.x + 40, y: node.position.y + 40 } } : {}),
  }))
  const edges = fragment.edges.map((edge) => ({
    ...edge,
    from: names.get(edge.from)!,
    to: names.get(edge.to)!,
  }))
  return edited(
    drawing,
    { nodes: [...drawing.graph.nodes, ...nodes], edges: [...drawing.graph.edges, ...edges] },
    m.ui_edit_paste({ names: list([...names.values()].slice(0, 3)) }),
  )
}

export function roleOf(roles: GraphRoles, name: string): Role {
  if (roles.treatments.includes(name)) return 'treatment'
  if (roles.outcomes.includes(name)) return 'outcome'
  return roles.adjusted.includes(name) ? 'adjusted' : 'none'
}

export const roleWords: Readonly<Record<Role, () => string>> = {
  none: () => m.ui_graph_role_none(),
  treatment: () => m.ui_graph_role_treatment(),
  outcome: () => m.ui_graph_role_outcome(),
  adjusted: () => m.ui_graph_role_adjusted(),
}

const wordsOfKind: Readonly<Record<GraphEdge['kind'], (ends: EdgeEnds) => string>> = {
  directed: m.ui_graph_edge_directed,
  bidirected: m.ui_graph_edge_bidirected,
  undirected: m.ui_graph_edge_undirected,
  'circle-arrow': m.ui_graph_edge_circle_arrow,
  'circle-circle': m.ui_graph_edge_circle_circle,
  'circle-line': m.ui_graph_edge_circle_line,
}

export const edgeWords = ({ from, to, kind }: GraphEdge): string => wordsOfKind[kind]({ from, to })

function changeEdge(drawing: Drawing, line: EdgeKey, change: Partial<GraphEdge>, edit: string): Edit {
  const { edges } = drawing.graph
  const changed = edges.map((edge) => (sameEdge(edge, line) ? { ...edge, ...change } : edge))
  const now = changed[edges.findIndex((edge) => sameEdge(edge, line))]
  if (now === undefined) return { refused: '' }
  const others = changed.filter((edge) => edge !== now)
  if (others.some((edge) => edge.kind === now.kind && joins(edge, now)))
    return { refused: m.ui_graph_double() }
  const refused = refusedAsPast(drawing.graph, now) ?? refusedAsCycle(others, now)
  return refused ?? edited(drawing, { edges: changed }, edit)
}

/** Time is a hard constraint: what happens later changes nothing earlier. */
function refusedAsPast({ nodes }: Graph, { from, to, kind }: GraphEdge): Refused | null {
  const tier = (name: string) => nodes.find(({ id }) => id === name)?.tier
  const [early, late] = [tier(from), tier(to)]
  if (kind !== 'directed' || early === undefined || late === undefined || early <= late) return null
  return { refused: m.ui_graph_past({ from, to }) }
}

function refusedAsCycle(edges: readonly GraphEdge[], edge: GraphEdge): Refused | null {
  if (edge.kind !== 'directed') return null
  const cycle = cycleClosedBy(edges, edge.from, edge.to)
  return cycle === null ? null : { refused: m.ui_graph_cycle({ cycle: cycle.join(' → ') }), cycle }
}

function edited(drawing: Drawing, change: Partial<Graph>, edit: string): Edit {
  return { graph: { ...drawing.graph, ...change }, roles: drawing.roles, edit }
}

type AbsentEdge = NonNullable<Graph['absent']>[number]

/** The notes on absent lines, each changed or left out; nothing where there are none. */
function absentOf(
  graph: Graph,
  change: (absent: AbsentEdge) => readonly AbsentEdge[],
): Pick<Graph, 'absent'> {
  return graph.absent === undefined ? {} : { absent: graph.absent.flatMap(change) }
}

function same(edge: EdgeEnds, ends: EdgeEnds): boolean {
  return edge.from === ends.from && edge.to === ends.to
}

function joins(edge: EdgeEnds, ends: EdgeEnds): boolean {
  return same(edge, ends) || (edge.from === ends.to && edge.to === ends.from)
}
