import { basename } from 'node:path'
import type { Dialect, dataMethods, Source } from '../../contract/data.ts'
import type { Params } from '../../contract/methods.ts'
import { inspectFile } from '../../ingest/inspect-file.ts'
import { profileColumns } from '../../ingest/profile-columns.ts'
import { readEvents } from '../../ingest/read-events.ts'
import { readEventColumns } from '../../store/event-columns.ts'
import { readEventPage } from '../../store/event-pages.ts'
import { readRejectedPage, readSources } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'

type Answered = Omit<typeof dataMethods, 'data.rename' | 'data.remove'>

export const dataHandlers: Handlers<Answered> = {
  'data.inspect': ({ path, sheet, dialect, ...options }) =>
    inspectFile(path, { ...options, dialect: onSheet(dialect, sheet) }),
  'data.import': (params, context) => importEvents(params, context),
  'data.sources': (_params, context) => readSources(context.project().reader),
  'data.events': (params, context) => readEventPage(context.project().reader, params),
  'data.profile': (_params, context) =>
    profileColumns(readEventColumns(context.project().reader), context.monitor),
  'data.rejected': (params, context) => readRejectedPage(context.project().reader, params),
}

/**
 * Streams a log into the project: batches are pending until the last one is in, then all are published at once.
 * `origin` is the path that the project remembers.
 */
export async function importEvents(
  { path, name, dialect, sheet, types, mapping, duplicates }: Params<'data.import'>,
  context: Context,
  origin = path,
): Promise<Source> {
  const { write } = context.project()
  const { source } = await write('beginImport', {})
  const counts = await readEvents(path, onSheet(dialect, sheet), types ?? {}, mapping, {
    monitor: context.monitor,
    duplicates,
    onBatch: async (batch) => {
      await write('appendBatch', { source, batch })
    },
  })
  context.monitor.check()
  return await write('publishImport', {
    source,
    summary: { ...counts, name: name ?? basename(path), path: origin },
  })
}

/** A dialect with the sheet that was named beside it. */
export function onSheet(dialect: Dialect | undefined, sheet: string | undefined): Dialect {
  return sheet === undefined ? (dialect ?? {}) : { ...dialect, sheet }
}
