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
import { logChunks, logColumns, logMapping } from './made-up-log.ts'

const rows = 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const path = join(folder, 'log.csv')

try {
  await writeLog()
  const megabytes = statSync(path).size / 1e6
  let peak = 0
  const before = memory()
  const [seconds, counts] = await timed(() =>
    readEvents(path, {}, {}, logMapping, {
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
  const out = createWriteStream(path)
  out.write(`${logColumns.join(',')}\n`)
  for (const chunk of logChunks(rows)) {
    const text = chunk.map((row) => `${row.join(',')}\n`).join('')
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
