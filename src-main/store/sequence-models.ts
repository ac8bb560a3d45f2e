import type { KeptModel } from '../contract/kept-models.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { type KeptKind, keep, readAllKept, readKept } from './kept-things.ts'
import { insertPieces, type PieceTable, readPieces } from './pieces.ts'
import { remove, rename } from './removable-names.ts'
import { removeCheckpointOf } from './training-checkpoints.ts'

/** A model as it comes from its job; the store adds the rest. */
export type FinishedModel = Pick<KeptModel, 'manifest' | 'width' | 'learntFrom' | 'training'>

const kind: KeptKind = {
  table: 'sequence_model',
  edits: 'model',
  unknown: 'MODELS_UNKNOWN',
  added: 'edit_model_added',
  renamed: 'edit_model_renamed',
  removed: 'edit_model_removed',
  count: 'bytes',
}

const pieces: PieceTable = { table: 'sequence_model_piece', owner: 'model' }

/**
 * Keeps a model with the bytes of its file, under the name or, where that is taken, the name and a number. `dataHash` is that
 * of the events it was trained on, null where it was not trained here; the checkpoint of `identity` is no longer needed.
 */
export function saveModel(
  connection: WritingConnection,
  params: {
    readonly name: string
    readonly model: FinishedModel
    readonly file: Uint8Array
    readonly dataHash: string | null
    readonly identity: string | null
  },
): KeptModel {
  const { name, model, file, dataHash, identity } = params
  return connection.transaction(() => {
    const own = { bytes: file.length }
    const id = keep(connection, kind, { name, dataHash, content: model, hashed: file, own })
    insertPieces(connection, pieces, id, file)
    if (identity !== null) removeCheckpointOf(connection, identity)
    return readModel(connection, id)
  })
}

/** Every model, the oldest first. Stale where the events are no longer those it was trained on. */
export function readModels(connection: ReadingConnection): readonly KeptModel[] {
  return readAllKept(connection, kind)
}

/** Throws MODELS_UNKNOWN. */
export function readModel(connection: ReadingConnection, id: number): KeptModel {
  return readKept(connection, kind, id)
}

/** The bytes of the model's file. Throws MODELS_UNKNOWN. */
export function readModelFile(connection: ReadingConnection, id: number): Uint8Array<ArrayBuffer> {
  return connection.snapshot(() => {
    readModel(connection, id)
    return readPieces(connection, pieces, id)
  })
}

/** Throws MODELS_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameModel(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, kind, params)
}

/** Undo brings it back. Throws MODELS_UNKNOWN. */
export function removeModel(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, kind, params)
}
