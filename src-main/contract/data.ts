import * as v from 'valibot'
import { command, job, publishingJob, query } from './method.ts'
import type { Words } from './words.ts'

export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'windows-1252',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1250',
  'windows-1251',
] as const
export const columnTypes = ['text', 'number', 'boolean', 'time', 'category'] as const

export const fileLayouts = ['events', 'table'] as const

/** What a file is made of, told by its bytes: delimited text, Apache Parquet, an Excel workbook, a JSON object a line. */
export const fileFormats = ['text', 'parquet', 'xlsx', 'jsonl'] as const

/**
 * How a file's bytes become rows. What is left out is detected, an encoding among the first five. GBK and GB2312 are read as their
 * superset GB18030.
 */
export const dialect = v.object({
  encoding: v.optional(v.picklist(encodings)),
  delimiter: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1))),
  quote: v.optional(v.nullable(v.pipe(v.string(), v.length(1)))),
  header: v.optional(v.boolean()),
  /** Decimal mark of numbers. */
  decimal: v.optional(v.picklist(['.', ','])),
  /** IANA zone of times that carry none; UTC when left out. */
  timeZone: v.optional(v.string()),
  /** Whether 01/02/2020 is the first of February. */
  dayFirst: v.optional(v.boolean()),
  /** Of a workbook: the sheet's name. The first one with a table when left out. */
  sheet: v.optional(v.string()),
})

/** The sheet of a workbook: the dialect's, in short. */
export const sheet = v.string()

/** A type that the analyst chose for a column, by the column's name. */
export const typeOverrides = v.record(v.string(), v.picklist(columnTypes))

const typeName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100))

/** Which column plays which part. Columns without a part are left out. */
const eventMapping = v.object({
  user: v.string(),
  time: v.string(),
  /** Holds the time of day where the column of times holds but the day. */
  timeOfDay: v.optional(v.string()),
  item: v.optional(v.string()),
  type: v.optional(v.string()),
  /** What a row is where no column says, or its cell is empty; where left out `event`, and a row with an empty cell is rejected. */
  typeName: v.optional(typeName),
  /** What a row with a negative quantity is where no column says; the same as the others where left out. */
  returnName: v.optional(typeName),
  session: v.optional(v.string()),
  price: v.optional(v.string()),
  quantity: v.optional(v.string()),
  attributes: v.optional(v.array(v.string())),
})

/** What the columns of a table of one row a unit are. Columns without a part are left out. */
export const unitTableMapping = v.object({
  /** What was done to the unit; the first is the one that is asked about where nothing else is chosen. */
  treatments: v.pipe(v.array(v.string()), v.minLength(1)),
  /** What came of it, likewise. */
  outcomes: v.pipe(v.array(v.string()), v.minLength(1)),
  /** What was known before. Every other column of the file where left out. */
  covariates: v.optional(v.array(v.string())),
  /** Names the unit of each row; kept as written. */
  unit: v.optional(v.string()),
  /** Names what units belong to, by which errors are clustered; kept as written. */
  cluster: v.optional(v.string()),
  weight: v.optional(v.string()),
})

export type Dialect = v.InferOutput<typeof dialect>
/** A dialect in which nothing is open any more. A format that has no delimiter or encoding of its own has those of CSV in UTF-8. */
export type SettledDialect = Required<Omit<Dialect, 'sheet'>> & Pick<Dialect, 'sheet'>
export type FileFormatName = (typeof fileFormats)[number]
export type UnitTableMapping = v.InferOutput<typeof unitTableMapping>
/** What a row of a file is: something that was done, or one unit with what was known, done and came of it. */
export type FileLayout = (typeof fileLayouts)[number]
export type EventMapping = v.InferOutput<typeof eventMapping>
export type ColumnType = (typeof columnTypes)[number]
export type Encoding = (typeof encodings)[number]

export interface InspectedColumn {
  readonly name: string
  readonly type: ColumnType
  /** The type as inferred, where the analyst chose another. */
  readonly inferred: ColumnType
  /** Share of empty cells among the rows looked at. */
  readonly missing: number
  /** Up to five distinct values, as written. */
  readonly samples: readonly string[]
}

/** What the importer saw at the start of a file, and in a few places further on. */
export interface Inspection {
  readonly path: string
  readonly bytes: number
  readonly format: FileFormatName
  readonly compression: 'none' | 'gzip' | 'zip'
  /** Names of a workbook's sheets, in its order; empty for any other file. */
  readonly sheets: readonly string[]
  /** Rows in the whole file where it says so itself; else null. */
  readonly rows: number | null
  /** Whether some column holds times without a zone of their own, which `timeZone` says how to read. */
  readonly zoneMatters: boolean
  /** Whether some column writes its dates as day and month with the year last, which `dayFirst` says how to read. */
  readonly daysMatter: boolean
  readonly dialect: SettledDialect
  readonly columns: readonly InspectedColumn[]
  /** The first rows as they will be read, header excluded, as written. */
  readonly preview: readonly (readonly string[])[]
  readonly rowsInspected: number
  /** Parts guessed from names, types and contents; user and time are left out where nothing fits. */
  readonly mapping: Partial<EventMapping>
  /** What a row seems to be, where the question did not say. */
  readonly layout: FileLayout
  /** Parts guessed for one row a unit; treatments and outcomes are empty where nothing is called like one. */
  readonly table: UnitTableMapping
  readonly warnings: readonly Words[]
}

export interface RejectedReason {
  /** An error code of the catalogue: INGEST_TIME_UNREADABLE, … */
  readonly code: string
  readonly count: number
  readonly reason: Words
}

/** What an import of events came to. `rows` are accepted + rejected, + exact duplicates where they were dropped. */
export interface ImportCounts {
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly hash: string
  readonly rows: number
  readonly accepted: number
  readonly rejected: number
  readonly reasons: readonly RejectedReason[]
  /** Rows equal to an earlier row in every mapped column. */
  readonly exactDuplicates: number
  readonly duplicates: 'keep' | 'drop'
  /** Same user, item and type within a second of the one before in the file, no exact duplicate: counted and kept. */
  readonly repeatedClicks: number
  readonly users: number
  readonly items: number
  readonly eventTypes: readonly { readonly type: string; readonly count: number }[]
  /** First and last event, microseconds UTC. */
  readonly from: number
  readonly to: number
  readonly dialect: SettledDialect
  readonly mapping: EventMapping
}

export interface Source extends ImportCounts {
  readonly id: number
  readonly name: string
  readonly path: string
  readonly importedAt: number
}

export interface EventRow {
  readonly id: number
  readonly user: string
  readonly time: number
  readonly type: string
  readonly item: string | null
  readonly session: string | null
  readonly price: number | null
  readonly quantity: number | null
  readonly attributes: Readonly<Record<string, string | number | null>>
}

/** What a column of the project's events holds. */
export interface ColumnProfile {
  readonly name: string
  readonly part: 'user' | 'time' | 'item' | 'type' | 'session' | 'price' | 'quantity' | 'attribute'
  readonly kind: 'text' | 'number' | 'time'
  /** Share of events without a value. */
  readonly missing: number
  readonly distinct: number
  /** The most frequent values of a text, at most ten. */
  readonly top: readonly { readonly value: string; readonly count: number }[]
  /** Of numbers and times (microseconds UTC); null for texts and where all is missing. */
  readonly numbers: {
    readonly minimum: number
    readonly maximum: number
    readonly mean: number
    readonly standardDeviation: number
    /** 5, 25, 50, 75 and 95 per cent. */
    readonly quantiles: readonly [number, number, number, number, number]
    /** Bins of one width from the 1st to the 99th percentile; the first and the last hold what lies beyond, too. */
    readonly histogram: { readonly from: number; readonly width: number; readonly count: readonly number[] }
  } | null
}

export interface RejectedRow {
  /** Of text the line, of a workbook the sheet's row, of Parquet the row's number; from 1. */
  readonly line: number
  readonly column: string
  readonly value: string
  readonly code: string
  readonly reason: Words
}

export interface Page<Row> {
  readonly total: number
  readonly offset: number
  readonly rows: readonly Row[]
}

export const page = {
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
}

export const dataMethods = {
  'data.inspect': query<Inspection>()(
    v.object({
      path: v.string(),
      dialect: v.optional(dialect),
      sheet: v.optional(sheet),
      types: v.optional(typeOverrides),
      /** Guessed where left out; warnings are about this. */
      layout: v.optional(v.picklist(fileLayouts)),
    }),
  ),
  /** Streams a log into the open project. Nothing is seen before all of it is. */
  'data.import': publishingJob<Source>()(
    v.object({
      path: v.string(),
      name: v.optional(v.string()),
      dialect: v.optional(dialect),
      sheet: v.optional(sheet),
      types: v.optional(typeOverrides),
      mapping: eventMapping,
      /** What becomes of a row that equals an earlier one in every mapped column. Either way it is counted. */
      duplicates: v.optional(v.picklist(['keep', 'drop']), 'keep'),
    }),
  ),
  'data.sources': query<readonly Source[]>()(v.object({})),
  'data.events': query<Page<EventRow>>()(
    v.object({
      ...page,
      source: v.optional(v.number()),
      user: v.optional(v.string()),
      type: v.optional(v.string()),
    }),
  ),
  'data.profile': job<readonly ColumnProfile[]>()(v.object({})),
  'data.rejected': query<Page<RejectedRow>>()(v.object({ ...page, source: v.number() })),
  'data.rename': command<null>()(
    v.object({ source: v.number(), name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)) }),
  ),
  /** Undo brings it back; `history.forget` removes it for good. */
  'data.remove': command<null>()(v.object({ source: v.number() })),
}
