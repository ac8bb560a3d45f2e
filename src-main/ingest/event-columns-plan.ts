import type { ColumnType, EventMapping } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { parseBoolean } from './cells.ts'
import { detectTimeFormat } from './detect-time-format.ts'
import type { Look } from './formats/file-format.ts'
import { columnTypeOf, requireColumns } from './look-at-file.ts'
import { parseNumber } from './parse-number.ts'
import { timeReader } from './parse-time.ts'

/** A column's place in the record, −1 where the part is not mapped. */
export type Place = number

export interface AttributePlan {
  readonly name: string
  readonly place: Place
  /** Reads a cell as a number, NaN where it is none; null for text. */
  readonly read: ((cell: string) => number) | null
}

/** How each mapped column of a file is read. */
export interface EventColumnsPlan {
  readonly names: readonly string[]
  readonly user: Place
  readonly time: Place
  /** Of the time of day where `time` holds but the day. */
  readonly timeOfDay: Place
  readonly item: Place
  readonly type: Place
  /** Of rows of which no cell says what they are; null where these are rejected. The second is of those that take back. */
  readonly typeName: string | null
  readonly returnName: string | null
  readonly session: Place
  readonly price: Place
  readonly quantity: Place
  readonly readTime: (cell: string) => number
  readonly readNumber: (cell: string) => number
  readonly attributes: readonly AttributePlan[]
  /** Which fields of a record are read at all. */
  readonly wanted: readonly boolean[]
}

/**
 * Throws INGEST_NO_TIME_COLUMN, INGEST_NO_USER_COLUMN, TABLE_COLUMN_MISSING where a mapped column is not in the file,
 * and INGEST_TIME_FORMAT_UNKNOWN where the time column holds no times.
 */
export function planEventColumns(
  look: Look,
  types: Readonly<Record<string, ColumnType>>,
  mapping: EventMapping,
): EventColumnsPlan {
  const available = look.names.join(', ')
  const { user, time } = mapping
  if (!look.names.includes(time)) throw fail('INGEST_NO_TIME_COLUMN', { column: time, available })
  if (!look.names.includes(user)) throw fail('INGEST_NO_USER_COLUMN', { column: user, available })
  const { timeOfDay, item, type, session, price, quantity } = mapping
  const attributeNames = [...new Set(mapping.attributes ?? [])]
  const optional = [timeOfDay, item, type, session, price, quantity].filter((name) => name !== undefined)
  requireColumns(look, [...optional, ...attributeNames, ...Object.keys(types)])

  const place = (name: string | undefined) => (name === undefined ? -1 : look.names.indexOf(name))
  const readNumber = (cell: string) => parseNumber(cell, look.dialect.decimal)
  const wanted = look.names.map((name) =>
    [user, time, ...optional, ...attributeNames].some((mapped) => mapped === name),
  )
  return {
    names: look.names,
    user: place(user),
    time: place(time),
    timeOfDay: place(timeOfDay),
    item: place(item),
    type: place(type),
    typeName: mapping.typeName ?? (type === undefined ? 'event' : null),
    returnName: mapping.returnName ?? null,
    session: place(session),
    price: place(price),
    quantity: place(quantity),
    readTime: timeOfColumn(look, place(time), true),
    readNumber,
    attributes: attributeNames.map((name) => ({
      name,
      place: place(name),
      read: cellReader(look, place(name), types[name], readNumber),
    })),
    wanted,
  }
}

/** How a column's cells become numbers, NaN where one does not fit; null where they are kept as text. */
export function cellReader(
  look: Look,
  place: Place,
  chosen: ColumnType | undefined,
  readNumber: (cell: string) => number,
): AttributePlan['read'] {
  const type = chosen ?? columnTypeOf(look, place)
  if (type === 'number') return look.declared[place] === 'integer' ? exactly(readNumber) : readNumber
  if (type === 'boolean') return parseBoolean
  return type === 'time' ? timeOfColumn(look, place, false) : null
}

/** Whole numbers beyond 2⁵³ would be others than the file's. */
function exactly(readNumber: (cell: string) => number): (cell: string) => number {
  return (cell) => {
    const value = readNumber(cell)
    return Number.isSafeInteger(value) ? value : Number.NaN
  }
}

function timeOfColumn(look: Look, place: Place, required: boolean): (cell: string) => number {
  const { dayFirst, timeZone } = look.dialect
  const cells = look.cells(place)
  const found = detectTimeFormat(cells, dayFirst) ?? detectTimeFormat(cells)
  if (!found && required && cells.length > 0) {
    throw fail('INGEST_TIME_FORMAT_UNKNOWN', { column: look.names[place], sample: cells[0] })
  }
  return timeReader(found?.format ?? { kind: 'year-first' }, timeZone)
}
