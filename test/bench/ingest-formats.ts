/**
 * The same 1,000,000 events in CSV, CSV in ZIP, JSON Lines, Parquet and a workbook, each read into typed batches in a process of its own, against
 * plain Node that splits the CSV into lines and cells and makes nothing of them. Prints rows per second of processor time, the ratio to the plain
 * splitting, and the most memory that each process took; `--rows` makes the log shorter.
 */
import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { parquetWriteFile } from 'hyparquet-writer'
import { silent } from '../../src-main/contract/monitor.ts'
import { readEvents } from '../../src-main/ingest/read-events.ts'
import {
  packedFile,
  packedStream,
  sheetEnd,
  sheetPart,
  sheetRow,
  sheetStart,
  workbookParts,
  zipOfPacked,
} from '../ingest/archives.ts'
import { type LogRow, logChunks, logColumns, logMapping } from './made-up-log.ts'

/** Looked at between the pieces of the file: what the system counts itself begins with the memory of the process before. */
let peak = 0
function lookAtMemory(): void {
  peak = Math.max(peak, process.memoryUsage().rss)
}

const [asked, path, wanted] = process.argv.slice(2)
if (asked === 'read' || asked === 'split') await measure(asked, path, Number(wanted))
else await compare(asked === '--rows' ? Number(path) : 1_000_000)

async function compare(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const at = (name: string) => join(folder, name)
    await writeText(at('log.csv'), rows, `${logColumns.join(',')}\n`, (row) => `${row.join(',')}\n`)
    await writeText(at('log.jsonl'), rows, '', (row) => `${JSON.stringify(objectOf(row))}\n`)
    const csv = await packedStream('log.csv', createReadStream(at('log.csv')))
    writeFileSync(at('log.zip'), zipOfPacked([csv]))
    const parts = Object.entries(workbookParts(['Log'])).map(([name, xml]) => packedFile(name, xml))
    const sheet = await packedStream(sheetPart(0), sheetBytes(rows))
    writeFileSync(at('log.xlsx'), zipOfPacked([...parts, sheet]))
    writeParquet(at('log.parquet'), rows)
    const plain = run('split', at('log.csv'), rows)
    console.log(`ingest-formats: ${rows} rows; what the same log takes in each format`)
    say('plain splitting of the CSV', at('log.csv'), plain, plain.seconds, rows)
    for (const name of ['log.csv', 'log.zip', 'log.jsonl', 'log.parquet', 'log.xlsx']) {
      say(name, at(name), run('read', at(name), rows), plain.seconds, rows)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  readonly seconds: number
  readonly megabytes: number
}

function run(what: string, file: string, rows: number): Measured {
  const { status, stdout } = spawnSync(process.execPath, [import.meta.filename, what, file, String(rows)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${what} ${file} failed`)
  return JSON.parse(stdout) as Measured
}

function say(
  name: string,
  file: string,
  { seconds, megabytes }: Measured,
  plain: number,
  rows: number,
): void {
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`
  const speed = `${Math.round(rows / seconds).toLocaleString('en')} rows/s`
  console.log(
    `  ${name.padEnd(28)} ${size.padStart(8)} ${speed.padStart(18)} ${(plain / seconds).toFixed(2).padStart(6)} × ${megabytes.toFixed(0).padStart(6)} MB at most`,
  )
}

/** Run in a process of its own: seconds of processor time, and the most memory, the process itself included. */
async function measure(what: 'read' | 'split', file: string, rows: number): Promise<void> {
  const start = process.cpuUsage()
  const found = what === 'split' ? await split(file) : await read(file)
  const { user, system } = process.cpuUsage(start)
  if (found !== rows) throw new Error(`read ${found} of ${rows} rows`)
  const megabytes = peak / 1e6
  process.stdout.write(JSON.stringify({ seconds: (user + system) / 1e6, megabytes }))
}

async function read(file: string): Promise<number> {
  const counts = await readEvents(file, {}, {}, logMapping, {
    monitor: silent,
    async onBatch() {
      lookAtMemory()
    },
  })
  return counts.accepted
}

async function split(file: string): Promise<number> {
  let rest = ''
  let rows = -1
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    lookAtMemory()
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.split(',').length === logColumns.length) rows++
  }
  return rows
}

function objectOf(row: LogRow): Record<string, string | number> {
  return Object.fromEntries(logColumns.map((name, place) => [name, row[place]]))
}

async function writeText(
  file: string,
  rows: number,
  head: string,
  line: (row: LogRow) => string,
): Promise<void> {
  const out = createWriteStream(file)
  out.write(head)
  for (const chunk of logChunks(rows)) {
    if (!out.write(chunk.map(line).join(''))) await new Promise<void>((done) => out.once('drain', done))
  }
  out.end()
  await finished(out)
}

function writeParquet(filename: string, rows: number): void {
  const all = [...logChunks(rows)].flat()
  const kinds = ['STRING', 'STRING', 'INT32', 'STRING', 'DOUBLE', 'INT32', 'STRING'] as const
  parquetWriteFile({
    filename,
    columnData: logColumns.map((name, place) => ({
      name,
      data: all.map((row) => row[place]),
      type: kinds[place],
    })),
  })
}

async function* sheetBytes(rows: number): AsyncGenerator<Buffer, void, undefined> {
  let number = 1
  yield Buffer.from(sheetStart + sheetRow(number, logColumns))
  for (const chunk of logChunks(rows)) {
    yield Buffer.from(chunk.map((row) => sheetRow(++number, row)).join(''))
  }
  yield Buffer.from(sheetEnd)
}
