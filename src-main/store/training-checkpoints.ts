import { fail } from '../contract/errors.ts'
import type { InterruptedTraining, KeptTraining } from '../contract/kept-models.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { insertPieces, type PieceTable, readPieces } from './pieces.ts'
import { dataHash } from './sources.ts'

const pieces: PieceTable = { table: 'training_checkpoint_piece', owner: 'checkpoint' }

export interface KeptCheckpoint {
  /** Of what is being trained on what. */
  readonly identity: string
  readonly dataHash: string
  readonly request: KeptTraining
  readonly epochsDone: number
  readonly state: Uint8Array
  /** Whether the training went on from one that was interrupted. */
  readonly resumed: boolean
}

/** Keeps the state of a training in place of the one before. */
export function saveCheckpoint(connection: WritingConnection, checkpoint: KeptCheckpoint): null {
  return connection.transaction(() => {
    removeCheckpointOf(connection, checkpoint.identity)
    const { lastId } = connection.run(
      'INSERT INTO training_checkpoint (identity, data_hash, request, epochs_done, saved_at) VALUES (?, ?, ?, ?, ?)',
      checkpoint.identity,
      checkpoint.dataHash,
      JSON.stringify(checkpoint.request),
      checkpoint.epochsDone,
      Date.now() * 1000,
    )
    insertPieces(connection, pieces, lastId, checkpoint.state)
    return null
  })
}

/** Null where there is none. */
export function readCheckpointState(
  connection: ReadingConnection,
  identity: string,
): Uint8Array<ArrayBuffer> | null {
  return connection.snapshot(() => {
    const id = connection.value<number>('SELECT id FROM training_checkpoint WHERE identity = ?', identity)
    return id === undefined ? null : readPieces(connection, pieces, id)
  })
}

/** Every training of which a state is kept, the oldest first; one that is running now is among them. */
export function readInterrupted(connection: ReadingConnection): readonly InterruptedTraining[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection
      .rows<{ id: number; data_hash: string; request: string; epochs_done: number; saved_at: number }>(
        'SELECT id, data_hash, request, epochs_done, saved_at FROM training_checkpoint ORDER BY id',
      )
      .map((row) => ({
        id: row.id,
        request: JSON.parse(row.request) as KeptTraining,
        epochsDone: row.epochs_done,
        savedAt: row.saved_at,
        stale: row.data_hash !== present,
      }))
  })
}

export function removeCheckpointOf(connection: WritingConnection, identity: string): null {
  connection.run('DELETE FROM training_checkpoint WHERE identity = ?', identity)
  return null
}

/** A training that was cancelled leaves nothing. */
export function abandonTraining(
  connection: WritingConnection,
  { identity }: { readonly identity: string },
): null {
  return removeCheckpointOf(connection, identity)
}

/** Throws MODELS_UNKNOWN. */
export function discardCheckpoint(connection: WritingConnection, { id }: { readonly id: number }): null {
  const { changes } = connection.run('DELETE FROM training_checkpoint WHERE id = ?', id)
  if (changes === 0) throw fail('MODELS_UNKNOWN', { id })
  return null
}
