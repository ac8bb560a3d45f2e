import type { Source } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { AttributeCells, EventBatch } from '../contract/events.ts'
import { words } from '../contract/words.ts'
import { toBlob } from './cells.ts'
import type { WritingConnection } from './connection.ts'
import { highestKeys, keysOf } from './dictionaries.ts'
import { recordEdit } from './edits/record.ts'
import { removePending } from './pending.ts'
import { readSource } from './sources.ts'
import { toStored } from './stored-json.ts'

/** Events in one block; see `migrations/0001-initial.ts`. */
export const eventsPerBlock = 16_384

/** What the storage thread remembers of the one import that is running: keys by the import's own dense codes. */
interface RunningImport {
  readonly source: number
  readonly user: CodeKeys
  readonly item: CodeKeys
  readonly type: CodeKeys
  readonly session: CodeKeys
}

const running = new WeakMap<WritingConnection, RunningImport>()

/** Starts an import; nothing of it is read before it is published. Throws PROJECT_IMPORT_RUNNING. */
export function beginImport(connection: WritingConnection, _params: object): { readonly source: number } {
  if (running.has(connection)) throw fail('PROJECT_IMPORT_RUNNING')
  const source = connection.transaction(() => {
    removePending(connection)
    return connection.run(
      `INSERT INTO source (state, first_event, names_before)
       SELECT 'pending', ifnull(max(first_event + events), 1), ? FROM source`,
      JSON.stringify(highestKeys(connection)),
    ).lastId
  })
  running.set(connection, {
    source,
    user: new CodeKeys(),
    item: new CodeKeys(),
    type: new CodeKeys(),
    session: new CodeKeys(),
  })
  return { source }
}

/** Adds accepted events and rejected rows. All of the batch is kept or, where this throws, none. */
export function appendBatch(
  connection: WritingConnection,
  { source, batch }: { readonly source: number; readonly batch: EventBatch },
): null {
  const codes = runningImport(connection, source)
  const names = batch.newNames
  const added = connection.transaction(() => {
    const keys = [
      codes.user.with(keysOf(connection, 'user', names.users)),
      codes.item.with(keysOf(connection, 'item', names.items)),
      codes.type.with(keysOf(connection, 'event_type', names.types)),
      codes.session.with(keysOf(connection, 'session', names.sessions)),
    ] as const
    const [user, item, type, session] = keys
    for (let from = 0; from < batch.rows; from += eventsPerBlock) {
      const to = Math.min(from + eventsPerBlock, batch.rows)
      const block = insertBlock(connection, source, to - from)
      const insert = (part: string, cells: Buffer | null) => {
        if (cells !== null) connection.run('INSERT INTO event_cells VALUES (?, ?, ?)', block, part, cells)
      }
      insert('time', toBlob(batch.time, from, to))
      insert('user', translate(user, batch.user, from, to))
      insert('item', translate(item, batch.item, from, to))
      insert('type', translate(type, batch.type, from, to))
      insert('session', translate(session, batch.session, from, to))
      insert('price', measured(batch.price, from, to))
      insert('quantity', measured(batch.quantity, from, to))
      for (const attribute of batch.attributes) insertAttribute(connection, block, attribute, from, to)
    }
    insertRejected(connection, source, batch)
    return keys
  })
  codes.user.become(added[0])
  codes.item.become(added[1])
  codes.type.become(added[2])
  codes.session.become(added[3])
  return null
}

/** Makes everything that was appended visible at once. `summary` is what the importer counted. */
export function publishImport(
  connection: WritingConnection,
  { source, summary }: { readonly source: number; readonly summary: Omit<Source, 'id' | 'importedAt'> },
): Source {
  runningImport(connection, source)
  const published = connection.transaction(() => {
    const stored = connection.value<number>('SELECT events FROM source WHERE id = ?', source)
    if (stored !== summary.accepted) {
      throw fail('INTERNAL', { detail: `${stored} events are stored of ${summary.accepted} accepted` })
    }
    connection.run(
      `UPDATE source SET state = 'published', hash = ?, imported_at = ?, summary = ? WHERE id = ?`,
      summary.hash,
      Date.now() * 1000,
      toStored(summary),
      source,
    )
    recordEdit(connection, 'source.added', words('edit_source_added', { name: summary.name }), { id: source })
    return readSource(connection, source)
  })
  running.delete(connection)
  return published
}

/** Takes back an import that was not published; harmless where there is none. */
export function abandonImport(connection: WritingConnection, { source }: { readonly source: number }): null {
  if (running.get(connection)?.source !== source) return null
  running.delete(connection)
  removePending(connection)
  return null
}

function runningImport(connection: WritingConnection, source: number): RunningImport {
  const found = running.get(connection)
  if (found === undefined || found.source !== source) throw fail('PROJECT_IMPORT_UNKNOWN')
  return found
}

function insertBlock(connection: WritingConnection, source: number, events: number): number {
  const first = connection.value<number>('SELECT first_event + events FROM source WHERE id = ?', source) ?? 0
  connection.run('INSERT INTO event_block VALUES (?, ?, ?)', first, source, events)
  connection.run('UPDATE source SET events = events + ? WHERE id = ?', events, source)
  return first
}

/** Keys in place of codes, 0 for a missing one; null where all are missing. */
function translate(keys: Int32Array, codes: Int32Array, from: number, to: number): Buffer | null {
  const translated = new Int32Array(to - from)
  let any = false
  for (let row = from; row < to; row++) {
    const code = codes[row]
    if (code < 0) continue
    translated[row - from] = keys[code]
    any = true
  }
  return any ? toBlob(translated) : null
}

function measured(values: Float64Array, from: number, to: number): Buffer | null {
  for (let row = from; row < to; row++) if (!Number.isNaN(values[row])) return toBlob(values, from, to)
  return null
}

function insertAttribute(
  connection: WritingConnection,
  block: number,
  attribute: AttributeCells,
  from: number,
  to: number,
): void {
  const cells =
    attribute.kind === 'number'
      ? measured(attribute.values, from, to)
      : translate(keysOf(connection, 'attribute_level', attribute.levels), attribute.codes, from, to)
  if (cells === null) return
  const [key] = keysOf(connection, 'attribute', [attribute.name])
  connection.run('INSERT INTO attribute_cells VALUES (?, ?, ?, ?)', block, key, attribute.kind, cells)
}

function insertRejected(connection: WritingConnection, source: number, batch: EventBatch): void {
  if (batch.rejected.length === 0) return
  let number = connection.value<number>('SELECT rejected FROM source WHERE id = ?', source) ?? 0
  for (const { line, column, value, code, reason } of batch.rejected) {
    connection.run(
      'INSERT INTO rejected_row VALUES (?, ?, ?, ?, ?, ?, ?)',
      source,
      number++,
      line,
      column,
      value,
      code,
      JSON.stringify(reason),
    )
  }
  connection.run('UPDATE source SET rejected = ? WHERE id = ?', number, source)
}

/** Dictionary keys by code, growing by doubling; what a batch adds counts only once its transaction has ended. */
class CodeKeys {
  #keys = new Int32Array(1024)
  #length = 0

  /** The keys with more behind them, sharing memory with those before. */
  with(more: Int32Array): Int32Array {
    const length = this.#length + more.length
    if (length > this.#keys.length) {
      const larger = new Int32Array(Math.max(length, this.#keys.length * 2))
      larger.set(this.#keys.subarray(0, this.#length))
      this.#keys = larger
    }
    this.#keys.set(more, this.#length)
    return this.#keys.subarray(0, length)
  }

  become(keys: Int32Array): void {
    this.#length = keys.length
  }
}
