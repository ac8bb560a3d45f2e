/**
 * A log of 1,000,000 events (visits of about eight events each, some 250 at a time) read into typed batches, against csv-parse (columns: true) that only splits the same file
 * into objects. Prints rows a second of both, their ratio, and the memory that reading took at its peak.
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { silent } from '../../src-main/contract/monitor.ts'
import { readEvents } from '../../src-main/ingest/read-events.ts'
import { random } from '../../src-main/numeric/random.ts'

const rows = 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const path = join(folder, 'log.csv')

try {
  await writeLog()
  const megabytes = statSync(path).size / 1e6
  const mapping = {
    user: 'user_id',
    time: 'event_time',
    item: 'product_id',
    type: 'event_type',
    session: 'user_session',
    price: 'price',
    attributes: ['brand'],
  }
  let peak = 0
  const before = memory()
  const [seconds, counts] = await timed(() =>
    readEvents(path, {}, {}, mapping, {
      monitor: silent,
      async onBatch() {
        peak = Math.max(peak, memory() - before)
      },
    }),
  )
  const [baseline, parsed] = await timed(async () => {
    let count = 0
    for await (const _ of createReadStream(path).pipe(parse({ columns: true }))) count++
    return count
  })
  if (counts.rows !== rows || parsed !== rows)
    throw new Error(`read ${counts.rows} and ${parsed} of ${rows} rows`)
  console.log(`ingest-csv: ${rows} rows, ${megabytes.toFixed(0)} MB`)
  console.log(
    `  readEvents ${(rows / seconds).toFixed(0)} rows/s, ${peak.toFixed(0)} MB above the start at most`,
  )
  console.log(`  csv-parse columns:true ${(rows / baseline).toFixed(0)} rows/s`)
  console.log(`  ratio ${(baseline / seconds).toFixed(2)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function writeLog() {
  const source = random(1)
  const out = createWriteStream(path)
  out.write('event_time,event_type,product_id,brand,price,user_id,user_session\n')
  for (let from = 0; from < rows; from += 10_000) {
    let text = ''
    for (let row = from; row < from + 10_000; row++) {
      const visit = Math.floor((row + source.uniform() * 2000) / 8)
      const user = Math.imul(visit, 0x9e3779b1) >>> 15
      const time = new Date(Date.UTC(2026, 0, 1) + row * 2000).toISOString().slice(0, 19).replace('T', ' ')
      const type = source.uniform() < 0.9 ? 'view' : 'cart'
      const item = Math.floor(source.uniform() * 20_000)
      const session = `72d76fde-8bb3-4e00-8c23-${String(visit).padStart(12, '0')}`
      text += `${time} UTC,${type},${item},brand-${item % 200},${(source.uniform() * 100).toFixed(2)},${user},${session}\n`
    }
    if (!out.write(text)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
  }
  out.end()
  await finished(out)
}

function memory(): number {
  const { rss } = process.memoryUsage()
  return rss / 1e6
}

/** Seconds of processor time, which other programs on the machine do not change. */
async function timed<T>(action: () => Promise<T>): Promise<[number, T]> {
  const start = process.cpuUsage()
  const result = await action()
  const { user, system } = process.cpuUsage(start)
  return [(user + system) / 1e6, result]
}
