import type { ColumnType, Dialect } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { type ByteSource, openBytes } from './file-bytes.ts'
import type { Look } from './formats/file-format.ts'
import { formats } from './formats/table.ts'
import { inferType, losesDigits } from './infer-type.ts'

const headBytes = 1024 * 1024

/**
 * Finds out of what format a file is and how it is written: everything the caller's dialect leaves open. Throws what `openBytes` and the
 * formats throw.
 */
export async function lookAtFile(path: string, given: Dialect = {}): Promise<Look> {
  const source = await openBytes(path)
  try {
    const start = { path, source, ...(await readHead(source)) }
    const format = formats.find((each) => each.recognises(start))!
    return await format.look(start, given)
  } finally {
    await source.close()
  }
}

/** Throws TABLE_COLUMN_MISSING for the first of these names that the file does not have, INGEST_COLUMN_NESTED where it has no single values. */
export function requireColumns(look: Look, wanted: readonly string[]): void {
  for (const column of wanted) {
    if (look.names.includes(column)) continue
    if (look.leftOut.includes(column)) throw fail('INGEST_COLUMN_NESTED', { column })
    throw fail('TABLE_COLUMN_MISSING', { column, available: look.names.join(', ') })
  }
}

/**
 * A column's type: what the file itself says, else what its cells look like. Texts stay texts where the file calls them so, unless they are
 * times, which many files keep as text; whole numbers count as times where the name says so, and as text where a number would lose digits.
 */
export function columnTypeOf(look: Look, column: number): ColumnType {
  const declared = look.declared[column]
  if (declared === 'time' || declared === 'boolean') return declared
  const { decimal, dayFirst } = look.dialect
  const cells = look.cells(column)
  const inferred = inferType(
    look.written === null ? null : look.names[column],
    cells,
    decimal,
    dayFirst || undefined,
  )
  if (declared === null || inferred === 'time' || inferred === 'category') return inferred
  if (declared === 'text') return 'text'
  return cells.some(losesDigits) ? 'text' : 'number'
}

async function readHead(source: ByteSource): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of source.chunks()) {
    chunks.push(chunk)
    length += chunk.length
    if (length > headBytes) return { head: Buffer.concat(chunks).subarray(0, headBytes), whole: false }
  }
  return { head: Buffer.concat(chunks), whole: true }
}
