import type { judgementMethods } from '../../contract/judgements.ts'
import type { Params } from '../../contract/methods.ts'
import type { policyMethods } from '../../contract/policy-value.ts'
import type { recommendMethods } from '../../contract/recommend.ts'
import { evaluateRanking } from '../../recommend/evaluate-ranking.ts'
import { interactionsFromTable } from '../../recommend/interactions.ts'
import { policyValue } from '../../recommend/policy/policy-value.ts'
import { readJudgements } from '../../store/judgements.ts'
import { readLatestRun, readRecommendationPage } from '../../store/recommendations.ts'
import { buildRecommendations } from '../build-recommendations.ts'
import { exportRecommendations } from '../export-recommendations.ts'
import type { Context, Handlers } from '../handler.ts'
import { inspectItem } from '../inspect-item.ts'
import { inspectUser } from '../inspect-user.ts'

type Answered = typeof recommendMethods &
  typeof policyMethods &
  Pick<typeof judgementMethods, 'recommend.judgements'>

export const recommendHandlers: Handlers<Answered> = {
  'recommend.evaluate': evaluate,
  'recommend.build': buildRecommendations,
  'recommend.latest': (_params, context) => readLatestRun(context.project().reader),
  'recommend.list': (params, context) => readRecommendationPage(context.project().reader, params),
  'recommend.inspectUser': ({ user }, context) => inspectUser(user, context.project().reader),
  'recommend.inspectItem': ({ item }, context) => inspectItem(item, context.project().reader),
  'recommend.judgements': (_params, context) => readJudgements(context.project().reader),
  'recommend.export': ({ path, ...settings }, context) =>
    exportRecommendations(path, settings, context.project().reader),
  'recommend.policyValue': async ({ table, ...question }, context) =>
    policyValue(await context.table(table), question, context.monitor),
}

async function evaluate({ table, map, ...request }: Params<'recommend.evaluate'>, context: Context) {
  const interactions = interactionsFromTable(await context.table(table), map)
  return await evaluateRanking(interactions, request, context.monitor, context.parallel)
}
