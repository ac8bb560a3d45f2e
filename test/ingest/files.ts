import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type {
  ColumnType,
  Dialect,
  EventMapping,
  ImportCounts,
  RejectedRow,
} from '../../src-main/contract/data.ts'
import type { EventBatch } from '../../src-main/contract/events.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { readEvents } from '../../src-main/ingest/read-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'ingest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let written = 0

/** A file with these contents, gone after the tests. */
export function temporaryFile(contents: string | Uint8Array, name = 'log.csv'): string {
  const path = join(folder, `${written++}-${name}`)
  writeFileSync(path, contents)
  return path
}

export const sharedData = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
export const hasSharedData = existsSync(sharedData)
if (!hasSharedData) console.log('skipped where the real data is needed: ../shared/data is absent')

export interface WholeLog {
  readonly counts: ImportCounts
  readonly rows: readonly (readonly (string | number | null)[])[]
  readonly rejected: readonly RejectedRow[]
  readonly batches: number
}

/** Reads a log and puts its batches together again: rows of user, time, type, item, session, price, quantity, attributes. */
export async function readWhole(
  path: string,
  mapping: EventMapping,
  options: {
    dialect?: Dialect
    types?: Record<string, ColumnType>
    batchRows?: number
    duplicates?: 'keep' | 'drop'
  } = {},
): Promise<WholeLog> {
  const names = { users: [''], items: [''], types: [''], sessions: [''] }
  for (const list of Object.values(names)) list.length = 0
  const rows: (string | number | null)[][] = []
  const rejected: RejectedRow[] = []
  let batches = 0
  const onBatch = async (batch: EventBatch) => {
    batches++
    names.users.push(...batch.newNames.users)
    names.items.push(...batch.newNames.items)
    names.types.push(...batch.newNames.types)
    names.sessions.push(...batch.newNames.sessions)
    rejected.push(...batch.rejected)
    for (let row = 0; row < batch.rows; row++) {
      rows.push([
        names.users[batch.user[row]],
        batch.time[row],
        names.types[batch.type[row]],
        batch.item[row] < 0 ? null : names.items[batch.item[row]],
        batch.session[row] < 0 ? null : names.sessions[batch.session[row]],
        numberOrNull(batch.price[row]),
        numberOrNull(batch.quantity[row]),
        ...batch.attributes.map((cells) => {
          if (cells.kind === 'number') return numberOrNull(cells.values[row])
          return cells.codes[row] < 0 ? null : cells.levels[cells.codes[row]]
        }),
      ])
    }
  }
  const { dialect = {}, types = {}, batchRows, duplicates } = options
  const counts = await readEvents(path, dialect, types, mapping, {
    monitor: silent,
    onBatch,
    batchRows,
    duplicates,
  })
  return { counts, rows, rejected, batches }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
