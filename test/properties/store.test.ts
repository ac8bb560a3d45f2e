import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { readEventPage } from '../../src-main/store/event-pages.ts'
import { readCurrentGraph, redoGraph, saveGraph, undoGraph } from '../../src-main/store/graph-versions.ts'
import { createProject, type OpenProject } from '../../src-main/store/open.ts'
import { readSources, removeSource } from '../../src-main/store/sources.ts'
import { fromStored, toStored } from '../../src-main/store/stored-json.ts'
import { importEvents, type TestEvent } from '../store/event-logs.ts'

let folder: string
let project: OpenProject

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'antecedent-store-'))
  project = createProject(join(folder, 'shop.antecedent'), null)
})

afterAll(() => {
  project.close()
  rmSync(folder, { recursive: true, force: true })
})

const name = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const event: fc.Arbitrary<TestEvent> = fc.record({
  user: name,
  time: fc.integer({ min: -(10 ** 15), max: 4 * 10 ** 15 }),
  type: fc.constantFrom('view', 'cart', 'purchase'),
  item: maybe(name),
  session: maybe(name),
  price: maybe(fc.double({ noNaN: true })),
  quantity: maybe(fc.integer()),
})

test('whatever is imported, in whatever batches, is what pages and columns hold (seed 5)', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(event, { maxLength: 30 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 20 }),
      (logs, batchRows) => {
        const { connection } = project
        for (const { id } of readSources(connection)) removeSource(connection, { source: id })
        logs.forEach((log, index) => void importEvents(connection, log, `log ${index}`, batchRows))
        const all = logs.flat()
        const page = readEventPage(connection, { offset: 0, limit: 1000 })
        const written = page.rows.map(({ user, time, type, item, session, price, quantity }) => ({
          user,
          time,
          type,
          item: item ?? undefined,
          session: session ?? undefined,
          price: price ?? undefined,
          quantity: quantity ?? undefined,
        }))
        expect(written).toEqual(all)
        const columns = readEventColumns(connection)
        expect(columns.rows).toBe(all.length)
        for (let row = 1; row < columns.rows; row++) {
          const before =
            columns.user[row - 1] - columns.user[row] || columns.time[row - 1] - columns.time[row]
          expect(before).toBeLessThanOrEqual(0)
        }
        const told = Array.from(columns.user, (code, row) => `${columns.users[code]} ${columns.time[row]}`)
        expect(told.sort()).toEqual(all.map(({ user, time }) => `${user} ${time}`).sort())
      },
    ),
    { seed: 5, numRuns: 60 },
  )
})

/** Undo as a text editor has it: a list of states and a place in it. */
test('undo and redo of the graph are those of a list of states, whatever is done (seed 6)', () => {
  const step = fc.oneof(
    fc.constant('undo' as const),
    fc.constant('redo' as const),
    name.map((id) => ({ id })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { connection } = project
      connection.script('DELETE FROM graph_version; UPDATE graph_pointer SET current = 0, tip = 0')
      let states: (string | null)[] = [null]
      let place = 0
      for (const done of steps) {
        if (done === 'undo') {
          undoGraph(connection, {})
          place = Math.max(0, place - 1)
        } else if (done === 'redo') {
          redoGraph(connection, {})
          place = Math.min(states.length - 1, place + 1)
        } else {
          const graph: Graph = { type: 'dag', nodes: [done], edges: [] }
          saveGraph(connection, {
            graph,
            roles: { treatments: [], outcomes: [], adjusted: [] },
            edit: done.id,
          })
          states = [...states.slice(0, place + 1), done.id]
          place++
        }
        const { graph, undo, redo } = readCurrentGraph(connection)
        expect({ node: graph.nodes[0]?.id ?? null, undo, redo }).toEqual({
          node: states[place],
          undo: states[place],
          redo: states[place + 1] ?? null,
        })
      }
    }),
    { seed: 6, numRuns: 60 },
  )
})

test('stored text reads back as what was written (seed 7)', () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.float64Array(),
      fc.int32Array(),
      fc.array(tie('value')),
      fc.dictionary(
        fc.string({ minLength: 2 }).filter((key) => key !== '__proto__'),
        tie('value'),
        {
          noNullPrototype: true,
        },
      ),
    ),
  })).value
  fc.assert(
    fc.property(value, (written) => {
      expect(fromStored(toStored(written))).toEqual(written)
    }),
    { seed: 7, numRuns: 300 },
  )
})
