import { createHash } from 'node:crypto'
import { fail } from '../contract/errors.ts'
import type { Graph } from '../contract/graph.ts'
import type { GraphRoles, GraphState, GraphVersion, KeptGraph } from '../contract/graph-versions.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { followGraph, recordEdit } from './edits/record.ts'

interface VersionRow {
  readonly version: number
  readonly parent: number
  readonly graph: string
  readonly roles: string
  readonly edit: string
  readonly hash: string
}

/** Where undo and redo stand: redo follows the parents from `tip` back to `current`. */
interface Pointer {
  readonly current: number
  readonly tip: number
}

const empty: Graph = { type: 'dag', nodes: [], edges: [] }
const noRoles: GraphRoles = { treatments: [], outcomes: [], adjusted: [] }

/** The graph as it stands, with what undo and redo would do. */
export function readCurrentGraph(connection: ReadingConnection): GraphState {
  return connection.snapshot(() => {
    const pointer = readPointer(connection)
    const next = nextOnRedo(connection, pointer)
    const redo = next === undefined ? null : next.edit
    const row = readVersion(connection, pointer.current)
    if (row === undefined) return { graph: empty, roles: noRoles, version: 0, undo: null, redo }
    return {
      graph: JSON.parse(row.graph) as Graph,
      roles: JSON.parse(row.roles) as GraphRoles,
      version: row.version,
      undo: row.edit,
      redo,
    }
  })
}

/** Every version, the newest first: undone ones and those that later edits left behind as well. */
export function readGraphVersions(connection: ReadingConnection): readonly GraphVersion[] {
  return connection.snapshot(() => {
    const { current } = readPointer(connection)
    return connection
      .rows<{ version: number; edit: string; saved_at: number; nodes: number; edges: number }>(
        'SELECT version, edit, saved_at, nodes, edges FROM graph_version ORDER BY version DESC',
      )
      .map(({ version, edit, saved_at, nodes, edges }) => ({
        version,
        edit,
        savedAt: saved_at,
        nodes,
        edges,
        current: version === current,
      }))
  })
}

/** A version as it was kept. Throws PROJECT_GRAPH_VERSION_UNKNOWN. */
export function readKeptGraph(connection: ReadingConnection, version: number): KeptGraph {
  const row = readVersion(connection, version)
  if (row === undefined) throw fail('PROJECT_GRAPH_VERSION_UNKNOWN', { version })
  return { graph: JSON.parse(row.graph) as Graph, roles: JSON.parse(row.roles) as GraphRoles, version }
}

/** Hash of what the current graph says; null while it has no nodes. */
export function readGraphHash(connection: ReadingConnection): string | null {
  const row = readVersion(connection, readPointer(connection).current)
  return row === undefined || (JSON.parse(row.graph) as Graph).nodes.length === 0 ? null : row.hash
}

/** SHA-256 over what a graph says, not where its nodes are drawn nor in which order they are listed. */
export function hashGraph(graph: Graph): string {
  const nodes = graph.nodes.map(({ id, latent, selected }) =>
    JSON.stringify([id, latent === true, selected === true]),
  )
  const edges = graph.edges.map(({ from, to, kind }) =>
    JSON.stringify(symmetric(kind) && to < from ? [to, from, kind] : [from, to, kind]),
  )
  return createHash('sha256')
    .update(JSON.stringify([graph.type, nodes.sort(), edges.sort()]))
    .digest('hex')
}

function symmetric(kind: Graph['edges'][number]['kind']): boolean {
  return kind === 'bidirected' || kind === 'undirected' || kind === 'circle-circle'
}

/** A new version after the current one. What could be redone stays in history, but redo no longer leads there. */
export function saveGraph(
  connection: WritingConnection,
  { graph, roles, edit }: { readonly graph: Graph; readonly roles: GraphRoles; readonly edit: string },
): GraphState {
  return connection.transaction(() => {
    const from = readPointer(connection).current
    const version = connection.run(
      `INSERT INTO graph_version (parent, graph, roles, edit, hash, nodes, edges, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      from,
      JSON.stringify(graph),
      JSON.stringify(roles),
      edit,
      hashGraph(graph),
      graph.nodes.length,
      graph.edges.length,
      Date.now() * 1000,
    ).lastId
    recordEdit(connection, 'graph.saved', words('edit_graph', { edit }), { from, to: version })
    return pointTo(connection, { current: version, tip: version })
  })
}

/** Back to the version before the current one's edit; where there is none, everything stays. */
export function undoGraph(connection: WritingConnection, _params: object): GraphState {
  return connection.transaction(() => {
    const { current, tip } = readPointer(connection)
    const parent = readVersion(connection, current)?.parent ?? current
    followGraph(connection, 'undo', current)
    return pointTo(connection, { current: parent, tip })
  })
}

/** Forward to the version that was undone last; where there is none, everything stays. */
export function redoGraph(connection: WritingConnection, _params: object): GraphState {
  return connection.transaction(() => {
    const pointer = readPointer(connection)
    const next = nextOnRedo(connection, pointer)
    if (next !== undefined) followGraph(connection, 'redo', next.version)
    return pointTo(connection, { current: next?.version ?? pointer.current, tip: pointer.tip })
  })
}

/** An old version's content as a new version, so that undo leads back. Throws PROJECT_GRAPH_VERSION_UNKNOWN. */
export function restoreGraph(
  connection: WritingConnection,
  { version, edit }: { readonly version: number; readonly edit?: string },
): GraphState {
  return connection.transaction(() => {
    const row = readVersion(connection, version)
    if (row === undefined) throw fail('PROJECT_GRAPH_VERSION_UNKNOWN', { version })
    const graph = JSON.parse(row.graph) as Graph
    return saveGraph(connection, {
      graph,
      roles: JSON.parse(row.roles) as GraphRoles,
      edit: edit ?? row.edit,
    })
  })
}

/**
 * Shows another version, keeping what can be redone where it lies on the way from there. Without a trace in the history,
 * for the history itself.
 */
export function pointGraphTo(connection: WritingConnection, version: number, onTheWay: number): void {
  const { tip } = readPointer(connection)
  const reaches = connection.value<number>(
    `WITH RECURSIVE way (version, parent) AS (
       SELECT version, parent FROM graph_version WHERE version = ?
       UNION ALL
       SELECT before.version, before.parent FROM way JOIN graph_version AS before ON before.version = way.parent
     )
     SELECT 1 FROM way WHERE version = ?`,
    tip,
    onTheWay,
  )
  pointTo(connection, { current: version, tip: reaches === 1 ? tip : onTheWay })
}

function readPointer(connection: ReadingConnection): Pointer {
  return connection.row<Pointer>('SELECT current, tip FROM graph_pointer') ?? { current: 0, tip: 0 }
}

function pointTo(connection: WritingConnection, { current, tip }: Pointer): GraphState {
  connection.run('UPDATE graph_pointer SET current = ?, tip = ?', current, tip)
  return readCurrentGraph(connection)
}

function readVersion(connection: ReadingConnection, version: number): VersionRow | undefined {
  return connection.row<VersionRow>(
    'SELECT version, parent, graph, roles, edit, hash FROM graph_version WHERE version = ?',
    version,
  )
}

/** The child of the current version on the way to the tip. */
function nextOnRedo(connection: ReadingConnection, { current, tip }: Pointer): VersionRow | undefined {
  return connection.row<VersionRow>(
    `WITH RECURSIVE ends (tip, current) AS (SELECT ?, ?),
     way (version, parent, edit) AS (
       SELECT version, parent, edit FROM ends JOIN graph_version ON version = tip WHERE tip <> current
       UNION ALL
       SELECT before.version, before.parent, before.edit
       FROM ends, way JOIN graph_version AS before ON before.version = way.parent WHERE way.parent <> current
     )
     SELECT way.version, way.parent, way.edit FROM ends JOIN way ON way.parent = current`,
    tip,
    current,
  )
}
