import { AntecedentError, fail } from '../../../contract/errors.ts'

/** What went wrong while a Parquet file was read: it asks for what cannot be done, else its bytes are not what they say. */
export function asParquetError(path: string, error: unknown): unknown {
  if (error instanceof AntecedentError) return error
  const unsupported = /unsupported (?:compression codec|encoding|page type): (.+)$/.exec(messageOf(error))
  if (unsupported !== null) return fail('INGEST_PARQUET_UNSUPPORTED', { path, what: unsupported[1] })
  return fail('INGEST_PARQUET_DAMAGED', { path })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
