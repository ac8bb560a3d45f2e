import type { intentsMethods } from '../../contract/intents.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { findIntents } from '../../models/intents/intents.ts'
import { userEventsFromTable } from '../../models/intents/user-events.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { cell } from '../vectors-as-csv.ts'

export const intentsHandlers: Handlers<typeof intentsMethods> = { 'models.intents': answer }

async function answer(params: Params<'models.intents'>, context: Context): Promise<Result<'models.intents'>> {
  const { map, save } = params
  context.monitor.report(0, words('phase_reading_sequences'))
  const events = userEventsFromTable(await context.table(params.table), map, params)
  const { answer: result } = findIntents(events, params, context.monitor)
  if (save === undefined) return { ...result, users: params.listUsers ? result.users : [], saved: null }
  const heading = [cell(map.user), ...result.intents.map((_, intent) => `intent${intent + 1}`)].join(',')
  const lines = result.users.map(({ user, probabilities }) => [cell(user), ...probabilities].join(','))
  replaceFile(save, `${[heading, ...lines].join('\n')}\n`)
  return { ...result, users: [], saved: save }
}
