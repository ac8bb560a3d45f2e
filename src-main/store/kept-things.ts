import { createHash } from 'node:crypto'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Parameter, ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { freeName, type Named } from './removable-names.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** A kind of thing that a job makes and the project keeps under a name: models, propensities, intents, behaviour graphs. */
export interface KeptKind extends Named {
  readonly added: Parameters<typeof words>[0]
  /** A column of its table that is told with it. */
  readonly count?: 'bytes' | 'scores' | 'users'
}

/** What the store adds to what a job made. */
interface Kept {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  /** SHA-256 of what it is used by: its file, its head, its mixture. */
  readonly hash: string
  /** Of the events it was learnt from; null where they were another project's. */
  readonly dataHash: string | null
  /** The project's events are no longer those. */
  readonly stale: boolean
}

interface KeptRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly data_hash: string | null
  readonly hash: string
  readonly content: string
}

interface Making {
  readonly name: string
  readonly dataHash: string | null
  readonly content: unknown
  /** What the hash is of. */
  readonly hashed: string | Uint8Array
  /** Columns that only this kind has. */
  readonly own?: Readonly<Record<string, Parameter>>
}

/** Inserts it under its name or, where that is taken, the name and a number, as an edit; within a transaction. Its id. */
export function keep(connection: WritingConnection, kind: KeptKind, making: Making): number {
  const name = freeName(connection, kind.table, making.name)
  const columns: Record<string, Parameter> = {
    name,
    created_at: Date.now() * 1000,
    data_hash: making.dataHash,
    hash: createHash('sha256').update(making.hashed).digest('hex'),
    content: toStored(making.content),
    ...making.own,
  }
  const { lastId } = connection.run(
    `INSERT INTO ${kind.table} (${Object.keys(columns)}) VALUES (${Object.keys(columns).map(() => '?')})`,
    ...Object.values(columns),
  )
  recordEdit(connection, `${kind.edits}.added`, words(kind.added, { name }), { id: lastId })
  return lastId
}

/** All of a kind, the oldest first. */
export function readAllKept<Thing extends Kept>(connection: ReadingConnection, kind: KeptKind): Thing[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection
      .rows<KeptRow>(`${selectKept(kind)} ORDER BY id`)
      .map((row) => keptOf<Thing>(row, kind, present))
  })
}

/** Throws what is `unknown` of the kind. */
export function readKept<Thing extends Kept>(
  connection: ReadingConnection,
  kind: KeptKind,
  id: number,
): Thing {
  return connection.snapshot(() => {
    const row = connection.row<KeptRow>(`${selectKept(kind)} AND id = ?`, id)
    if (row === undefined) throw fail(kind.unknown, { id })
    return keptOf<Thing>(row, kind, dataHash(connection))
  })
}

function selectKept({ table, count }: KeptKind): string {
  return `SELECT id, name, created_at, data_hash, hash, content${count ? `, ${count}` : ''} FROM ${table} WHERE removed = 0`
}

function keptOf<Thing extends Kept>(row: KeptRow, { count }: KeptKind, present: string): Thing {
  const kept: Kept = {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    hash: row.hash,
    dataHash: row.data_hash,
    stale: row.data_hash !== null && row.data_hash !== present,
  }
  const counted = count ? { [count]: (row as unknown as Record<string, number>)[count] } : {}
  return { ...fromStored<object>(row.content), ...kept, ...counted } as Thing
}
