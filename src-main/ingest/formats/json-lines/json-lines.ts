import type { Dialect } from '../../../contract/data.ts'
import { fail } from '../../../contract/errors.ts'
import { words } from '../../../contract/words.ts'
import { columnNames } from '../../column-names.ts'
import { type ByteSource, openBytes } from '../../file-bytes.ts'
import { columnCells } from '../column-cells.ts'
import { dialectOfCells } from '../decimal-and-days.ts'
import type { DeclaredType, FileFormat, FileStart, Look } from '../file-format.ts'
import { probePlaces } from '../probe-places.ts'
import { withoutMark } from '../text/text-chunks.ts'
import { cellOfValue, flattened, objectOf } from './json-cells.ts'
import { JsonRows } from './json-rows.ts'

const probeBytes = 64 * 1024

/**
 * An object a line (JSON Lines, NDJSON) in UTF-8. Columns are the members of the objects looked at, of those within them under their
 * path; lists are left out.
 */
export const jsonLines: FileFormat = {
  name: 'jsonl',
  recognises({ head, whole }) {
    if (!/^(\ufeff)?\s*\{/.test(head.toString('utf8', 0, 64))) return false
    const [first] = linesOf(withoutMark(head.toString('utf8')), whole)
    return first !== undefined && objectOf(first) !== null
  },
  look,
}

/** Throws INGEST_NO_ROWS and INGEST_COLUMNS_NESTED. */
async function look({ path, source, head, whole }: FileStart, given: Dialect): Promise<Look> {
  const objects = objectsOf(linesOf(withoutMark(head.toString('utf8')), whole))
  if (objects.length === 0) throw fail('INGEST_NO_ROWS', { path })
  const further = whole || source.compression !== 'none' ? [] : await readProbes(source, head.length)
  const all = [...objects, ...further]
  const { keys, leftOut } = membersOf(all)
  if (keys.length === 0) throw fail('INGEST_COLUMNS_NESTED', { path, columns: leftOut.join(', ') })
  const records = objects.map((object) => keys.map((key) => cellOfValue(object[key])))
  const spread = all.map((object) => keys.map((key) => cellOfValue(object[key])))
  const declared = keys.map((key) => declaredType(all, key))
  const cells = (column: number) => columnCells(spread, column)
  const texts = (column: number) => (declared[column] === 'text' ? cells(column) : [])
  const { dayMonthUnsure, dialect } = dialectOfCells(keys.length, texts, given)
  return {
    path,
    size: source.size,
    format: 'jsonl',
    compression: source.compression,
    dialect,
    sheets: [],
    rows: null,
    names: columnNames(keys, keys.length),
    written: keys,
    declared,
    leftOut,
    warnings: [
      ...(leftOut.length > 0 ? [words('inspect_columns_nested', { columns: leftOut.join(', ') })] : []),
      ...(dayMonthUnsure ? [words('inspect_day_month_unsure')] : []),
    ],
    records,
    cells,
    cellsOfRecords: (column) => columnCells(records, column),
    open: async () => new JsonRows(await openBytes(path), keys),
  }
}

/** Members nested in one that has more than these are keys of a map, not columns. */
const mostMembers = 500

/** Members that are columns, and those that are lists or have too many members. */
function membersOf(objects: readonly JsonObject[]): { keys: readonly string[]; leftOut: readonly string[] } {
  const members = new Set<string>()
  const lists = new Set<string>()
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      members.add(name)
      if (typeof value === 'object' && value !== null) lists.add(name)
    }
  }
  const within = new Map<string, number>()
  for (const name of members) {
    const [top] = name.split('.')
    if (top !== name) within.set(top, (within.get(top) ?? 0) + 1)
  }
  const maps = new Set([...within].filter(([, count]) => count > mostMembers).map(([top]) => top))
  const isColumn = (name: string) => !lists.has(name) && !maps.has(name.split('.')[0])
  return { keys: [...members].filter(isColumn), leftOut: [...lists, ...maps] }
}

type JsonObject = Readonly<Record<string, unknown>>

/** Lines with anything on them; the last one only where the text ends there. */
function linesOf(text: string, whole: boolean): readonly string[] {
  const lines = text.split('\n')
  if (!whole) lines.pop()
  return lines.filter((line) => line.trim() !== '')
}

function objectsOf(lines: readonly string[]): readonly JsonObject[] {
  return lines
    .map(objectOf)
    .filter((object) => object !== null)
    .map(flattened)
}

/** Objects from a quarter, half, three quarters and the end of the file. */
async function readProbes(source: ByteSource, head: number): Promise<readonly JsonObject[]> {
  const places = probePlaces(source.size, head, probeBytes)
  const pieces = await Promise.all(places.map((from) => source.slice(from, probeBytes)))
  return pieces.flatMap((piece) => objectsOf(linesOf(piece.toString('utf8'), false).slice(1)))
}

function declaredType(objects: readonly JsonObject[], key: string): DeclaredType | null {
  const kinds = new Set(
    objects
      .map((object) => object[key])
      .filter((value) => value != null)
      .map((value) => typeof value),
  )
  if (kinds.size !== 1) return null
  const [kind] = kinds
  return kind === 'string' ? 'text' : kind === 'boolean' ? 'boolean' : 'number'
}
