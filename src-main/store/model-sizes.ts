import type { KeptModelSizes, ModelSizes } from '../contract/compression.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { readModel } from './sequence-models.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** Keeps what was measured of a model in place of what was kept before. Throws MODELS_UNKNOWN. */
export function saveModelSizes(
  connection: WritingConnection,
  params: { readonly model: number; readonly dataHash: string; readonly sizes: ModelSizes },
): null {
  return connection.transaction(() => {
    readModel(connection, params.model)
    connection.run(
      'INSERT OR REPLACE INTO sequence_model_sizes (model, data_hash, content) VALUES (?, ?, ?)',
      params.model,
      params.dataHash,
      toStored(params.sizes),
    )
    return null
  })
}

/** Null where nothing was measured. Throws MODELS_UNKNOWN. */
export function readModelSizes(connection: ReadingConnection, model: number): KeptModelSizes | null {
  return connection.snapshot(() => {
    readModel(connection, model)
    const row = connection.row<{ data_hash: string; content: string }>(
      'SELECT data_hash, content FROM sequence_model_sizes WHERE model = ?',
      model,
    )
    if (row === undefined) return null
    return { ...fromStored<ModelSizes>(row.content), stale: row.data_hash !== dataHash(connection) }
  })
}
