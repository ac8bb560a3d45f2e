import { createHash } from 'node:crypto'
import { fail } from '../contract/errors.ts'
import type { KeptModel } from '../contract/kept-models.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { insertPieces, type PieceTable, readPieces } from './pieces.ts'
import { freeName, type Named, remove, rename } from './removable-names.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'
import { removeCheckpointOf } from './training-checkpoints.ts'

/** A model as it comes from its job; the store adds the rest. */
export type FinishedModel = Pick<KeptModel, 'manifest' | 'width' | 'learntFrom' | 'training'>

const named: Named = {
  table: 'sequence_model',
  edits: 'model',
  unknown: 'MODELS_UNKNOWN',
  renamed: 'edit_model_renamed',
  removed: 'edit_model_removed',
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
  const { model, file, identity } = params
  return connection.transaction(() => {
    const name = freeName(connection, 'sequence_model', params.name)
    const { lastId } = connection.run(
      'INSERT INTO sequence_model (name, created_at, data_hash, hash, bytes, content) VALUES (?, ?, ?, ?, ?, ?)',
      name,
      Date.now() * 1000,
      params.dataHash,
      createHash('sha256').update(file).digest('hex'),
      file.length,
      toStored(model),
    )
    insertPieces(connection, pieces, lastId, file)
    recordEdit(connection, 'model.added', words('edit_model_added', { name }), { id: lastId })
    if (identity !== null) removeCheckpointOf(connection, identity)
    return readModel(connection, lastId)
  })
}

interface ModelRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly data_hash: string | null
  readonly hash: string
  readonly bytes: number
  readonly content: string
}

const selectModels =
  'SELECT id, name, created_at, data_hash, hash, bytes, content FROM sequence_model WHERE removed = 0'

/** Every model, the oldest first. Stale where the events are no longer those it was trained on. */
export function readModels(connection: ReadingConnection): readonly KeptModel[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection.rows<ModelRow>(`${selectModels} ORDER BY id`).map((row) => modelOf(row, present))
  })
}

/** Throws MODELS_UNKNOWN. */
export function readModel(connection: ReadingConnection, id: number): KeptModel {
  return connection.snapshot(() => {
    const row = connection.row<ModelRow>(`${selectModels} AND id = ?`, id)
    if (row === undefined) throw fail('MODELS_UNKNOWN', { id })
    return modelOf(row, dataHash(connection))
  })
}

/** The bytes of the model's file. Throws MODELS_UNKNOWN. */
export function readModelFile(connection: ReadingConnection, id: number): Uint8Array<ArrayBuffer> {
  return connection.snapshot(() => {
    readModel(connection, id)
    return readPieces(connection, pieces, id)
  })
}

function modelOf(row: ModelRow, present: string): KeptModel {
  return {
    ...fromStored<FinishedModel>(row.content),
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    hash: row.hash,
    bytes: row.bytes,
    stale: row.data_hash !== null && row.data_hash !== present,
  }
}

/** Throws MODELS_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameModel(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, named, params)
}

/** Undo brings it back. Throws MODELS_UNKNOWN. */
export function removeModel(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, named, params)
}
