import type { ColumnType, Dialect, EventMapping, ImportCounts } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { EventBatch } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { EventBatchBuilder } from './event-batch-builder.ts'
import { planEventColumns } from './event-columns-plan.ts'
import { EventReader } from './event-reader.ts'
import { lookAtFile } from './look-at-file.ts'

export interface ReadEventsOptions {
  readonly monitor: Monitor
  /** Given one batch after the other; reading waits until it is done with each. */
  onBatch(batch: EventBatch): Promise<void>
  /** What becomes of rows that equal an earlier one; they are kept where left out. */
  readonly duplicates?: 'keep' | 'drop'
  /** Most rows of a batch; 20,000 where left out. */
  readonly batchRows?: number
}

/**
 * Reads an event log of any length, once, in batches. Memory holds a batch, the names of users, items, types and sessions,
 * and 48–96 bytes a row to tell duplicates; the file is never held.
 *
 * What `dialect` and `types` leave open is found out as `inspectFile` does. Rows that cannot be read come back as
 * rejected rows in the batches. Throws what `lookAtFile` and `planEventColumns` throw; while reading INGEST_LINE_TOO_LONG
 * and the errors of gzip; INGEST_NOTHING_READABLE where no row was accepted; CANCELLED.
 */
export async function readEvents(
  path: string,
  dialect: Dialect,
  types: Readonly<Record<string, ColumnType>>,
  mapping: EventMapping,
  options: ReadEventsOptions,
): Promise<ImportCounts> {
  const { monitor, onBatch, duplicates = 'keep', batchRows = 20_000 } = options
  monitor.report(0, words('phase_reading_file'))
  const look = await lookAtFile(path, dialect)
  const plan = planEventColumns(look, types, mapping)
  const builder = new EventBatchBuilder(batchRows, plan.attributes)
  const reader = new EventReader(plan, builder, duplicates)
  const pass = await look.open(plan.wanted)
  try {
    for await (const _ of pass.pieces(monitor)) {
      while (pass.next()) {
        reader.read(pass.record)
        if (!builder.full) continue
        await onBatch(builder.take())
        monitor.check()
      }
    }
    const reasons = reader.reasonsByCount()
    if (reader.accepted === 0) {
      throw fail('INGEST_NOTHING_READABLE', { rows: reader.rows, code: reasons[0]?.code ?? '' })
    }
    if (!builder.empty) await onBatch(builder.take())
    return {
      hash: pass.hash(),
      rows: reader.rows,
      accepted: reader.accepted,
      rejected: reader.rejected,
      reasons,
      exactDuplicates: reader.exactDuplicates,
      duplicates,
      repeatedClicks: reader.repeatedClicks,
      users: builder.users.count,
      items: builder.items.count,
      eventTypes: builder.types.names
        .map((type, code) => ({ type, count: reader.typeCounts[code] ?? 0 }))
        .sort((a, b) => b.count - a.count),
      from: reader.from,
      to: reader.to,
      dialect: look.dialect,
      mapping,
    }
  } finally {
    await pass.close()
  }
}
