/**
 * A million events: into the project, out as columns, and one page far down. The baseline is the plain way: a table with
 * a row for each event, filled by one prepared statement, read as objects by `.all()` and by LIMIT and OFFSET.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { EventBatch } from '../../src-main/contract/events.ts'
import { random } from '../../src-main/numeric/random.ts'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readEventPage } from '../../src-main/store/event-pages.ts'
import { appendBatch, beginImport, publishImport } from '../../src-main/store/import-events.ts'
import { createProject } from '../../src-main/store/open.ts'
import { summaryOf } from '../store/event-logs.ts'

const events = Number(process.argv[2] ?? 1_000_000)
const batchRows = 50_000
const users = Math.ceil(events / 10)
const items = 5000
const types = ['view', 'cart', 'purchase']

const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
try {
  const batches = makeBatches()
  const project = createProject(join(folder, 'shop.antecedent'), null)
  const plain = new Database(join(folder, 'plain.sqlite'))
  compare(
    'import',
    () => importPlainly(plain, batches),
    () => importBatches(batches),
  )
  compare(
    'all events as columns',
    () => readPlainly(plain),
    () => readEventColumns(project.connection).rows,
  )
  for (const offset of [0, Math.floor(events * 0.95)]) {
    compare(
      `100 events from ${offset} on`,
      () => plain.prepare('SELECT * FROM event LIMIT 100 OFFSET ?').all(offset).length,
      () => readEventPage(project.connection, { offset, limit: 100 }).rows.length,
      null,
    )
  }
  compare(
    'the events of one user',
    () => plain.prepare('SELECT * FROM event WHERE user = ? LIMIT 100').all(77).length,
    () => readEventPage(project.connection, { user: 'user 76', offset: 0, limit: 100 }).rows.length,
    null,
  )
  plain.close()
  project.close()

  function importBatches(all: readonly EventBatch[]): number {
    const { source } = beginImport(project.connection, {})
    for (const batch of all) appendBatch(project.connection, { source, batch })
    const summary = { ...summaryOf([], 'bench'), rows: events, accepted: events, from: 0, to: 0 }
    return publishImport(project.connection, { source, summary }).accepted
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Prints both times, as rates where rows are given, and their ratio; the answers must be alike. */
function compare(what: string, plain: () => number, ours: () => number, rows: number | null = events): void {
  const [plainAnswer, plainMs] = timed(plain)
  const [answer, ms] = timed(ours)
  if (plainAnswer !== answer) throw new Error(`${what}: ${answer} is not ${plainAnswer}`)
  const rate = (elapsed: number) =>
    rows === null
      ? `${elapsed.toFixed(1)} ms`
      : `${Math.round((rows / elapsed) * 1000).toLocaleString('en')} rows/s (${elapsed.toFixed(0)} ms)`
  console.log(`${what}: ${rate(ms)}, plainly ${rate(plainMs)}: ${(plainMs / ms).toFixed(1)} times as fast`)
}

function timed(work: () => number): readonly [number, number] {
  const start = performance.now()
  const answer = work()
  return [answer, performance.now() - start]
}

function makeBatches(): EventBatch[] {
  const draw = random(11)
  return Array.from({ length: Math.ceil(events / batchRows) }, (_, number) => {
    const rows = Math.min(batchRows, events - number * batchRows)
    const first = number === 0
    const integers = (bound: number) =>
      Int32Array.from({ length: rows }, () => Math.floor(draw.uniform() * bound))
    return {
      rows,
      time: Float64Array.from({ length: rows }, (_, row) => 1.6e15 + (number * batchRows + row) * 1e6),
      user: integers(users),
      item: integers(items),
      type: integers(types.length),
      session: new Int32Array(rows).fill(-1),
      price: Float64Array.from({ length: rows }, () => draw.uniform() * 100),
      quantity: new Float64Array(rows).fill(Number.NaN),
      attributes: [],
      newNames: {
        users: first ? Array.from({ length: users }, (_, code) => `user ${code}`) : [],
        items: first ? Array.from({ length: items }, (_, code) => `item ${code}`) : [],
        types: first ? types : [],
        sessions: [],
      },
      rejected: [],
    }
  })
}

function importPlainly(database: Database.Database, batches: readonly EventBatch[]): number {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec(`
    CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE event (id INTEGER PRIMARY KEY, user INTEGER, time INTEGER, type INTEGER, item INTEGER, price REAL);
    CREATE INDEX event_user ON event (user, time);
  `)
  const name = database.prepare('INSERT INTO user (name) VALUES (?)')
  const insert = database.prepare('INSERT INTO event (user, time, type, item, price) VALUES (?, ?, ?, ?, ?)')
  for (const batch of batches) {
    database.transaction(() => {
      for (const user of batch.newNames.users) name.run(user)
      for (let row = 0; row < batch.rows; row++) {
        insert.run(
          batch.user[row] + 1,
          batch.time[row],
          batch.type[row] + 1,
          batch.item[row] + 1,
          batch.price[row],
        )
      }
    })()
  }
  return (database.prepare('SELECT count(*) FROM event').pluck().get() as number | undefined) ?? 0
}

function readPlainly(database: Database.Database): number {
  const rows = database
    .prepare('SELECT user, time, type, item, price FROM event ORDER BY user, time')
    .all() as {
    readonly user: number
    readonly time: number
    readonly type: number
    readonly item: number
    readonly price: number
  }[]
  const columns = {
    user: Int32Array.from(rows, ({ user }) => user),
    time: Float64Array.from(rows, ({ time }) => time),
    type: Int32Array.from(rows, ({ type }) => type),
    item: Int32Array.from(rows, ({ item }) => item),
    price: Float64Array.from(rows, ({ price }) => price),
  }
  return columns.user.length
}
