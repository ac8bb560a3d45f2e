import type { KeptIntents, keptIntentsMethods } from '../../contract/kept-intents.ts'
import type { Params } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { findIntents } from '../../models/intents/intents.ts'
import { writeMixture } from '../../models/intents/saved-mixture.ts'
import { userEventsFromTable } from '../../models/intents/user-events.ts'
import { readAllIntents, readIntents, readUserIntents } from '../../store/kept-intents.ts'
import { dataHash } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { say } from '../render.ts'
import { cell } from '../vectors-as-csv.ts'

type Answered = Omit<typeof keptIntentsMethods, 'models.renameIntents' | 'models.removeIntents'>

export const keptIntentsHandlers: Handlers<Answered> = {
  'models.listIntents': (_params, context) => readAllIntents(context.project().reader),
  'models.findIntents': find,
  'models.userIntents': (params, context) => readUserIntents(context.project().reader, params),
  'models.exportIntents': exportIntents,
}

async function find(request: Params<'models.findIntents'>, context: Context): Promise<KeptIntents> {
  const { reader, write } = context.project()
  const hash = dataHash(reader)
  context.monitor.report(0, words('phase_reading_sequences'))
  const map = { user: 'user', item: 'item', time: 'time', type: 'type', features: request.features }
  const events = userEventsFromTable(await context.table({ events: true }), map, request)
  const { answer, mixture } = findIntents(events, request, context.monitor)
  context.monitor.check()
  const { users, ...result } = answer
  const { views, typed, firstEvent, lastEvent } = events
  return await write('saveIntents', {
    name: request.name ?? say(words('name_intents'), context.locale),
    intents: { request, result, learntFrom: { types: request.types ?? null, firstEvent, lastEvent } },
    mixture: writeMixture({ mixture, views, typed }),
    ...{ users, dataHash: hash },
  })
}

/** Users that are read and written at once. */
const page = 10_000

function exportIntents(
  { id, path, of }: Params<'models.exportIntents'>,
  context: Context,
): { readonly path: string; readonly rows: number } {
  const lines = of === 'intents' ? linesOfIntents(id, context) : linesOfUsers(id, context)
  replaceFile(path, `${lines.join('\n')}\n`)
  return { path, rows: lines.length - 1 }
}

/** A line a mark. */
function linesOfIntents(id: number, context: Context): string[] {
  const { result } = readIntents(context.project().reader, id)
  const lines = ['intent,share,column,name,probability,lift']
  for (const [at, { share, items, types, features }] of result.intents.entries()) {
    const groups = [{ column: 'item', marks: items }, { column: 'type', marks: types }, ...features]
    for (const { column, marks } of groups) {
      for (const { name, probability, lift } of marks) {
        lines.push([at + 1, share, cell(column), cell(name), probability, lift].join(','))
      }
    }
  }
  return lines
}

function linesOfUsers(id: number, context: Context): string[] {
  const { reader } = context.project()
  const { chosen } = readIntents(reader, id).result
  const lines = [['user', ...Array.from({ length: chosen }, (_, at) => `intent${at + 1}`)].join(',')]
  for (let offset = 0; ; offset += page) {
    context.monitor.check()
    const { rows } = readUserIntents(reader, { id, offset, limit: page })
    for (const { user, probabilities } of rows) lines.push([cell(user), ...probabilities].join(','))
    if (rows.length < page) return lines
  }
}
