import type { KeptBehaviourGraph } from '../contract/kept-behaviour-graphs.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { type KeptKind, keep, readAllKept, readKept } from './kept-things.ts'
import { remove, rename } from './removable-names.ts'
import { toStored } from './stored-json.ts'

/** A behaviour graph as it comes from its job; the store adds the rest. */
export type FinishedBehaviourGraph = Omit<
  KeptBehaviourGraph,
  'id' | 'name' | 'createdAt' | 'hash' | 'dataHash' | 'stale'
>

const kind: KeptKind = {
  table: 'behaviour_graph',
  edits: 'behaviour-graph',
  unknown: 'BEHAVIOUR_GRAPH_UNKNOWN',
  added: 'edit_behaviour_graph_added',
  renamed: 'edit_behaviour_graph_renamed',
  removed: 'edit_behaviour_graph_removed',
}

/** Keeps a behaviour graph, under the name or, where that is taken, the name and a number. */
export function saveBehaviourGraph(
  connection: WritingConnection,
  params: { readonly name: string; readonly graph: FinishedBehaviourGraph; readonly dataHash: string },
): KeptBehaviourGraph {
  return connection.transaction(() => {
    const { name, graph: content, dataHash } = params
    return readBehaviourGraph(
      connection,
      keep(connection, kind, { name, dataHash, content, hashed: toStored(content) }),
    )
  })
}

/** The oldest first. */
export function readBehaviourGraphs(connection: ReadingConnection): readonly KeptBehaviourGraph[] {
  return readAllKept(connection, kind)
}

/** Throws BEHAVIOUR_GRAPH_UNKNOWN. */
export function readBehaviourGraph(connection: ReadingConnection, id: number): KeptBehaviourGraph {
  return readKept(connection, kind, id)
}

/** Throws BEHAVIOUR_GRAPH_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameBehaviourGraph(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, kind, params)
}

/** Undo brings it back. Throws BEHAVIOUR_GRAPH_UNKNOWN. */
export function removeBehaviourGraph(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, kind, params)
}
