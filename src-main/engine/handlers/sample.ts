import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partOf } from '../../contract/monitor.ts'
import type { sampleMethods } from '../../contract/sample.ts'
import { words } from '../../contract/words.ts'
import { eventsCsv } from '../../simulate/csv.ts'
import { simulateShop } from '../../simulate/shop.ts'
import type { Context, Handlers } from '../handler.ts'
import { importEvents } from './data.ts'

const name = 'sample-shop.csv'

/** How the sample's log is read: as any other file. */
const mapping = {
  user: 'user',
  time: 'time',
  session: 'session',
  type: 'event',
  item: 'item',
  price: 'price',
  attributes: ['customer_type', 'category', 'device'],
}

export const sampleHandlers: Handlers<Pick<typeof sampleMethods, 'sample.import'>> = {
  /** Writes the shop's log as a file and imports that, so that the sample goes the way of every log. */
  async 'sample.import'(options, context) {
    const { monitor } = context
    const shop = simulateShop(options, partOf(monitor, 0, 0.4))
    const folder = await mkdtemp(join(tmpdir(), 'antecedent-sample-'))
    try {
      const path = join(folder, name)
      await writeLog(path, eventsCsv(shop.events), partOf(monitor, 0.4, 0.5), shop.events.rows)
      const within: Context = { ...context, monitor: partOf(monitor, 0.5, 1) }
      const source = await importEvents({ path, name, mapping, duplicates: 'keep' }, within, name)
      const { truth, definition, graph } = shop
      return { events: source.accepted, source: source.id, truth, definition, graph }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function writeLog(
  path: string,
  chunks: Iterable<string>,
  monitor: Context['monitor'],
  rows: number,
): Promise<void> {
  const file = await open(path, 'w')
  let written = 0
  try {
    for (const chunk of chunks) {
      await file.write(chunk)
      written += 4000
      monitor.report(Math.min(1, written / rows), words('phase_writing_log'))
    }
  } finally {
    await file.close()
  }
}
