import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { forgetEdits } from '../../src-main/store/edits/history.ts'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readEventPage } from '../../src-main/store/event-pages.ts'
import { abandonImport, appendBatch, beginImport, publishImport } from '../../src-main/store/import-events.ts'
import { createProject, openForReading, openProject } from '../../src-main/store/open.ts'
import { dataHash, readRejectedPage, readSources, removeSource } from '../../src-main/store/sources.ts'
import { batchesOf, importEvents, shopLog, summaryOf, type TestEvent } from './event-logs.ts'
import { testFolder } from './project-files.ts'

function freshProject() {
  const project = createProject(join(testFolder(), 'shop.antecedent'), null)
  return { ...project, end: () => project.close() }
}

/** Events in the order that columns promise, as a test writes them. */
function inColumnOrder(events: readonly TestEvent[], users: readonly string[]): TestEvent[] {
  return events
    .map((event, row) => ({ event, row, code: users.indexOf(event.user) }))
    .sort((a, b) => a.code - b.code || a.event.time - b.event.time || a.row - b.row)
    .map(({ event }) => event)
}

describe('events', () => {
  test('read back as columns by user, time and order of import, whatever the size of the batches', () => {
    const { connection, end } = freshProject()
    const [first, second] = [shopLog(700), shopLog(500, 2)]
    importEvents(connection, first, 'a', 64)
    importEvents(connection, second, 'b', 333)
    const columns = readEventColumns(connection)
    const expected = inColumnOrder([...first, ...second], columns.users)
    const name = (names: readonly string[], code: number) => (code < 0 ? undefined : names[code])
    const number = (value: number) => (Number.isNaN(value) ? undefined : value)
    const [brand, stock] = columns.attributes
    if (brand.kind !== 'text' || stock.kind !== 'number') throw new Error('kinds of attributes were lost')
    const read = expected.map((_, row) => ({
      user: columns.users[columns.user[row]],
      time: columns.time[row],
      type: columns.types[columns.type[row]],
      item: name(columns.items, columns.item[row]),
      session: name(columns.sessions, columns.session[row]),
      price: number(columns.price[row]),
      quantity: number(columns.quantity[row]),
      attributes: { brand: brand.levels[brand.codes[row]], stock: stock.values[row] },
    }))
    expect(columns.rows).toBe(1200)
    expect(read).toEqual(expected)
    expect(columns.time.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(columns.userStart[columns.users.length]).toBe(1200)
    columns.users.forEach((_, code) => {
      const rows = columns.user.subarray(columns.userStart[code], columns.userStart[code + 1])
      expect(rows.every((user) => user === code)).toBe(true)
    })
    end()
  })

  test('an empty project has empty columns and pages', () => {
    const { connection, end } = freshProject()
    expect(readEventColumns(connection)).toMatchObject({ rows: 0, users: [], attributes: [] })
    expect(readEventPage(connection, { offset: 0, limit: 10 })).toEqual({ total: 0, offset: 0, rows: [] })
    end()
  })

  test('an attribute that is numbers here and text there comes as text', () => {
    const { connection, end } = freshProject()
    const event = { user: 'u', type: 'view' }
    importEvents(
      connection,
      [
        { ...event, time: 1, attributes: { size: 42 } },
        { ...event, time: 2 },
      ],
      'a',
    )
    importEvents(connection, [{ ...event, time: 3, attributes: { size: 'large' } }], 'b')
    const [size] = readEventColumns(connection).attributes
    if (size.kind !== 'text') throw new Error('not text')
    expect(Array.from(size.codes, (code) => size.levels[code] ?? null)).toEqual(['42', null, 'large'])
    end()
  })

  test('pages run through all sources in order of import, at any offset', () => {
    const { connection, end } = freshProject()
    const events = [...shopLog(700), ...shopLog(500, 2)]
    importEvents(connection, events.slice(0, 700), 'a', 100)
    const { id } = importEvents(connection, events.slice(700), 'b', 90)
    const pageOf = (query: { source?: number; offset: number; limit: number }) => {
      const { total, rows } = readEventPage(connection, query)
      return { total, times: rows.map(({ time }) => time) }
    }
    const times = events.map(({ time }) => time)
    for (const offset of [0, 95, 650, 1195, 1200, 5000]) {
      expect(pageOf({ offset, limit: 100 })).toEqual({
        total: 1200,
        times: times.slice(offset, offset + 100),
      })
    }
    expect(pageOf({ source: id, offset: 85, limit: 20 })).toEqual({
      total: 500,
      times: times.slice(785, 805),
    })
    const [row] = readEventPage(connection, { offset: 703, limit: 1 }).rows
    const { user, type, item = null, session = null, price = null, quantity = null, attributes } = events[703]
    expect(row).toEqual({
      id: 704,
      time: times[703],
      user,
      type,
      item,
      session,
      price,
      quantity,
      attributes,
    })
    end()
  })

  test('pages can be filtered by user, by type and by both', () => {
    const { connection, end } = freshProject()
    const events = shopLog(1000)
    importEvents(connection, events, 'a', 128)
    for (const filter of [{ user: 'user 5' }, { type: 'cart' }, { user: 'user 5', type: 'cart' }]) {
      const expected = events.filter(
        (event) => (filter.user ?? event.user) === event.user && (filter.type ?? event.type) === event.type,
      )
      expect(expected.length).toBeGreaterThan(3)
      const page = readEventPage(connection, { ...filter, offset: 2, limit: 5 })
      expect(page.total).toBe(expected.length)
      expect(page.rows.map(({ time, user }) => ({ time, user }))).toEqual(
        expected.slice(2, 7).map(({ time, user }) => ({ time, user })),
      )
    }
    expect(readEventPage(connection, { user: 'nobody', offset: 0, limit: 5 }).total).toBe(0)
    end()
  })

  test('rejected rows are kept with line, column, value and reason, and read by page', () => {
    const { connection, end } = freshProject()
    const events = shopLog(20)
    const rejected = Array.from({ length: 250 }, (_, index) => ({
      line: index + 2,
      column: 'time',
      value: `yesterday ${index}`,
      code: 'INGEST_TIME_UNREADABLE',
      reason: { words: 'application_name' as const, with: { value: index } },
    }))
    const { source } = beginImport(connection, {})
    const [batch] = batchesOf(events)
    appendBatch(connection, { source, batch: { ...batch, rejected: rejected.slice(0, 100) } })
    const none = { users: [], items: [], types: [], sessions: [] }
    appendBatch(connection, {
      source,
      batch: { ...batchesOf([])[0], ...emptyBatch, newNames: none, rejected: rejected.slice(100) },
    })
    publishImport(connection, { source, summary: { ...summaryOf(events, 'a'), rejected: 250 } })
    const page = readRejectedPage(connection, { source, offset: 95, limit: 10 })
    expect(page).toEqual({ total: 250, offset: 95, rows: rejected.slice(95, 105) })
    expect(() => readRejectedPage(connection, { source: 99, offset: 0, limit: 1 })).toThrow(
      /PROJECT_SOURCE_UNKNOWN/,
    )
    end()
  })
})

const emptyBatch = {
  rows: 0,
  time: new Float64Array(),
  user: new Int32Array(),
  item: new Int32Array(),
  type: new Int32Array(),
  session: new Int32Array(),
  price: new Float64Array(),
  quantity: new Float64Array(),
  attributes: [],
}

describe('an import', () => {
  test('is seen by another connection whole, and not before', () => {
    const { connection, path, end } = freshProject()
    const reader = openForReading(path, { passphrase: null })
    const events = shopLog(400)
    const { source } = beginImport(connection, {})
    for (const batch of batchesOf(events, 100)) appendBatch(connection, { source, batch })
    expect(readSources(reader)).toEqual([])
    expect(readEventColumns(reader).rows).toBe(0)
    expect(readEventColumns(reader).users).toEqual([])
    expect(readEventPage(reader, { offset: 0, limit: 5 }).total).toBe(0)
    publishImport(connection, { source, summary: summaryOf(events, 'a') })
    expect(readEventColumns(reader).rows).toBe(400)
    expect(readSources(reader)).toHaveLength(1)
    reader.close()
    end()
  })

  test('leaves nothing behind when it is abandoned, and another can follow', () => {
    const { connection, end } = freshProject()
    importEvents(connection, shopLog(50), 'a')
    const before = everything(connection)
    const { source } = beginImport(connection, {})
    expect(() => beginImport(connection, {})).toThrow(/PROJECT_IMPORT_RUNNING/)
    for (const batch of batchesOf([{ user: 'only here', time: 5, type: 'wish' }])) {
      appendBatch(connection, { source, batch })
    }
    abandonImport(connection, { source })
    expect(everything(connection)).toEqual(before)
    expect(() => appendBatch(connection, { source, batch: batchesOf(shopLog(1))[0] })).toThrow(
      /PROJECT_IMPORT_UNKNOWN/,
    )
    importEvents(connection, shopLog(60, 3), 'b')
    expect(readEventColumns(connection).rows).toBe(110)
    end()
  })

  test('is refused where what was stored is not what was counted', () => {
    const { connection, end } = freshProject()
    const { source } = beginImport(connection, {})
    for (const batch of batchesOf(shopLog(10))) appendBatch(connection, { source, batch })
    expect(() => publishImport(connection, { source, summary: summaryOf(shopLog(11), 'a') })).toThrow(
      /10 events/,
    )
    expect(readSources(connection)).toEqual([])
    end()
  })

  test('that is pending when the project is left is gone when it is opened', () => {
    const folder = testFolder()
    const path = join(folder, 'shop.antecedent')
    const project = createProject(path, null)
    importEvents(project.connection, shopLog(50), 'a')
    const before = everything(project.connection)
    const { source } = beginImport(project.connection, {})
    for (const batch of batchesOf(shopLog(300, 9), 100)) appendBatch(project.connection, { source, batch })
    project.close()
    const again = openProject(path, null)
    expect(everything(again.connection)).toEqual(before)
    again.close()
  })
})

describe('removing a source', () => {
  test('removes its events, its rejected rows and, once undo is forgotten, the names that nothing else uses', () => {
    const { connection, end } = freshProject()
    importEvents(connection, shopLog(100), 'a')
    const before = { ...readEventColumns(connection), hash: dataHash(connection) }
    const { id } = importEvents(
      connection,
      [{ user: 'Anna Secret', time: 1, type: 'wish', item: 'x', session: 's', attributes: { mood: 'calm' } }],
      'b',
    )
    expect(dataHash(connection)).not.toBe(before.hash)
    removeSource(connection, { source: id })
    expect({ ...readEventColumns(connection), hash: dataHash(connection) }).toEqual(before)
    forgetEdits(connection, {})
    for (const table of ['user', 'item', 'event_type', 'session', 'attribute', 'attribute_level']) {
      const names = connection.values<string>(`SELECT name FROM ${table}`)
      expect(
        names.filter((name) => ['Anna Secret', 'wish', 'x', 's', 'mood', 'calm'].includes(name)),
      ).toEqual([])
    }
    expect(() => removeSource(connection, { source: id })).toThrow(/PROJECT_SOURCE_UNKNOWN/)
    end()
  })
})

/** Every row of every table. */
function everything(connection: Parameters<typeof readSources>[0]) {
  const tables = connection.values<string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  )
  return tables.map((name) => [name, connection.rows(`SELECT * FROM ${name}`)])
}
