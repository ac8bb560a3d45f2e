import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import type { DeclaredType } from '../file-format.ts'
import { cellText, type Primitive } from './cell-text.ts'

/** A column of one value a row. */
export interface ParquetColumn {
  readonly name: string
  /** Its place among the file's column chunks. */
  readonly chunk: number
  readonly declared: DeclaredType
  /** The value as CSV would write it. */
  readonly text: (value: Primitive) => string
  readonly schemaPath: SchemaTree[]
}

export interface ParquetColumns {
  readonly columns: readonly ParquetColumn[]
  /** Names of columns that hold lists, structures or bytes that no text stands for. */
  readonly leftOut: readonly string[]
}

/** The columns of a file by its schema, in its order. */
export function parquetColumns({ schema }: FileMetaData): ParquetColumns {
  const root: SchemaTree = { element: schema[0], children: [], count: schema.length, path: [] }
  const columns: ParquetColumn[] = []
  const leftOut: string[] = []
  let chunk = 0
  for (let at = 1; at < schema.length; ) {
    const element = schema[at]
    const size = sizeOf(schema, at)
    const kind = size === 1 && element.repetition_type !== 'REPEATED' ? cellText(element) : null
    if (kind === null) leftOut.push(element.name)
    else {
      const leaf: SchemaTree = { element, children: [], count: 1, path: [element.name] }
      columns.push({ name: element.name, chunk, ...kind, schemaPath: [root, leaf] })
    }
    for (let inner = at; inner < at + size; inner++) if (schema[inner].type !== undefined) chunk++
    at += size
  }
  return { columns, leftOut }
}

/** Elements of the schema that a column is made of, itself included. Throws RangeError where the schema breaks off. */
function sizeOf(schema: readonly SchemaElement[], at: number): number {
  if (at >= schema.length) throw new RangeError('the schema breaks off')
  let size = 1
  for (let child = 0; child < (schema[at].num_children ?? 0); child++) size += sizeOf(schema, at + size)
  return size
}
