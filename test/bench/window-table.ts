/**
 * From a jump in the table of events to the rows of that place on the screen, at random places (seed 1). The baseline is
 * the engine asked for a page of those rows, with no window drawing them. The project is made by the importer's own store, from
 * batches in memory, so that the bench is about the table. Needs `npm run build`.
 * `node test/bench/window-table.ts [events]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import type { EventBatch } from '../../src-main/contract/events.ts'
import { random } from '../../src-main/numeric/random.ts'
import { appendBatch, beginImport, publishImport } from '../../src-main/store/import-events.ts'
import { createProject } from '../../src-main/store/open.ts'
import { electronBinary } from '../../stand-in/electron-binary.ts'
import { summaryOf } from '../store/event-logs.ts'
import { Analyst, projectIn } from '../window/analyst.ts'
import { expect, start } from '../window/fixtures.ts'

const events = Number(process.argv[2] ?? 10_000_000)
const jumps = 40
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
makeProject(projectIn(folder))
const running = await start(electronBinary() === null ? 'stand-in' : 'electron', folder, {
  words: [projectIn(folder)],
})
try {
  const analyst = new Analyst(running)
  const { page } = analyst
  await expect(analyst.rail).toBeVisible()
  await analyst.goTo('data')
  await analyst.views('data').nth(1).click()
  const table = page.getByRole('region', { name: analyst.say('ui_data_events'), exact: true })
  await expect(table.getByRole('row').nth(5)).toBeVisible()
  const draw = random(1)
  const places = Array.from({ length: jumps }, () => draw.uniform())

  const plain: number[] = []
  for (const place of places) {
    const offset = Math.floor(place * (events - 200))
    plain.push(
      await page.evaluate(async (from) => {
        const { antecedent } = window as never as { antecedent: AntecedentBridge }
        const begun = performance.now()
        await antecedent.request(1_000_000 + from, 'data.events', { offset: from, limit: 200 })
        return performance.now() - begun
      }, offset),
    )
  }
  const shown: number[] = []
  for (const place of [...places].reverse()) {
    shown.push(
      await table.evaluate(async (box, share) => {
        const begun = performance.now()
        box.scrollTop = share * (box.scrollHeight - box.clientHeight)
        // The scroll is heard in the next frame; its rows are there when none waits any more.
        do await new Promise((resolve) => requestAnimationFrame(resolve))
        while (box.querySelector('.wait') !== null)
        return performance.now() - begun
      }, place),
    )
  }
  const baseline = median(plain)
  console.log(
    `a page of 200 rows of ${events.toLocaleString('en')}  median ${baseline.toFixed(1)} ms, longest ${Math.max(...plain).toFixed(1)} ms`,
  )
  console.log(
    `jump until its rows are drawn      median ${median(shown).toFixed(1)} ms, ${(median(shown) / baseline).toFixed(2)} × the page alone; longest ${Math.max(...shown).toFixed(1)} ms`,
  )
} finally {
  await running.quit()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Visits of 997 people to 211 items, as the importer would have kept them. */
function makeProject(path: string): void {
  const { connection, close } = createProject(path, null)
  const { source } = beginImport(connection, {})
  const size = 65_536
  const named = (sign: string, names: number) => Array.from({ length: names }, (_, code) => `${sign}${code}`)
  for (let from = 0; from < events; from += size) {
    const rows = Math.min(size, events - from)
    const column = (code: (row: number) => number) =>
      Int32Array.from({ length: rows }, (_, row) => code(from + row))
    const batch: EventBatch = {
      rows,
      time: Float64Array.from({ length: rows }, (_, row) => 1.7e15 + (from + row) * 1e6),
      user: column((row) => (row * 7919) % 997),
      item: column((row) => (row * 104_729) % 211),
      type: column((row) => row % 3),
      session: new Int32Array(rows).fill(-1),
      price: Float64Array.from({ length: rows }, (_, row) => ((from + row) % 90) + 0.99),
      quantity: new Float64Array(rows).fill(Number.NaN),
      attributes: [],
      newNames:
        from === 0
          ? {
              users: named('u', 997),
              items: named('i', 211),
              types: ['view', 'cart', 'purchase'],
              sessions: [],
            }
          : { users: [], items: [], types: [], sessions: [] },
      rejected: [],
    }
    appendBatch(connection, { source, batch })
  }
  const summary = {
    ...summaryOf([], 'made'),
    name: 'visits',
    rows: events,
    accepted: events,
    users: 997,
    items: 211,
    from: 1.7e15,
    to: 1.7e15 + events * 1e6,
  }
  publishImport(connection, { source, summary })
  close()
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)]!
}
