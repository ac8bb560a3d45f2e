import { createHash } from 'node:crypto'
import { fail } from '../contract/errors.ts'
import type { KeptBehaviourGraph } from '../contract/kept-behaviour-graphs.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { freeName, type Named, remove, rename } from './removable-names.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** A behaviour graph as it comes from its job; the store adds the rest. */
export type FinishedBehaviourGraph = Omit<
  KeptBehaviourGraph,
  'id' | 'name' | 'createdAt' | 'hash' | 'dataHash' | 'stale'
>

const named: Named = {
  table: 'behaviour_graph',
  edits: 'behaviour-graph',
  unknown: 'BEHAVIOUR_GRAPH_UNKNOWN',
  renamed: 'edit_behaviour_graph_renamed',
  removed: 'edit_behaviour_graph_removed',
}

/** Keeps a behaviour graph, under the name or, where that is taken, the name and a number. */
export function saveBehaviourGraph(
  connection: WritingConnection,
  params: { readonly name: string; readonly graph: FinishedBehaviourGraph; readonly dataHash: string },
): KeptBehaviourGraph {
  return connection.transaction(() => {
    const name = freeName(connection, named.table, params.name)
    const content = toStored(params.graph)
    const { lastId } = connection.run(
      'INSERT INTO behaviour_graph (name, created_at, data_hash, hash, content) VALUES (?, ?, ?, ?, ?)',
      name,
      Date.now() * 1000,
      params.dataHash,
      createHash('sha256').update(content).digest('hex'),
      content,
    )
    const what = words('edit_behaviour_graph_added', { name })
    recordEdit(connection, 'behaviour-graph.added', what, { id: lastId })
    return readBehaviourGraph(connection, lastId)
  })
}

interface GraphRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly data_hash: string
  readonly hash: string
  readonly content: string
}

const selectGraphs =
  'SELECT id, name, created_at, data_hash, hash, content FROM behaviour_graph WHERE removed = 0'

/** The oldest first. */
export function readBehaviourGraphs(connection: ReadingConnection): readonly KeptBehaviourGraph[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection.rows<GraphRow>(`${selectGraphs} ORDER BY id`).map((row) => graphOf(row, present))
  })
}

/** Throws BEHAVIOUR_GRAPH_UNKNOWN. */
export function readBehaviourGraph(connection: ReadingConnection, id: number): KeptBehaviourGraph {
  return connection.snapshot(() => {
    const row = connection.row<GraphRow>(`${selectGraphs} AND id = ?`, id)
    if (row === undefined) throw fail(named.unknown, { id })
    return graphOf(row, dataHash(connection))
  })
}

function graphOf(row: GraphRow, present: string): KeptBehaviourGraph {
  return {
    ...fromStored<FinishedBehaviourGraph>(row.content),
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    hash: row.hash,
    dataHash: row.data_hash,
    stale: row.data_hash !== present,
  }
}

/** Throws BEHAVIOUR_GRAPH_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameBehaviourGraph(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, named, params)
}

/** Undo brings it back. Throws BEHAVIOUR_GRAPH_UNKNOWN. */
export function removeBehaviourGraph(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, named, params)
}
