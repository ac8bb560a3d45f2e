import type { Covariate } from '../../src-main/contract/behaviour.ts'
import { request } from '../state/engine.ts'
import { attempt } from '../state/failures.svelte.ts'
import { navigation } from '../state/navigation.svelte.ts'
import { freeTableName } from './free-table-name.ts'
import { revising } from './revising.svelte.ts'

/** Opens the builder on a table like the one suggested, with one more covariate. */
export async function reviseWithCovariate(covariate: Covariate): Promise<void> {
  const found = await attempt(() =>
    Promise.all([request('behaviour.suggestTable', {}), request('behaviour.tables', {})]),
  )
  if (found === undefined) return
  const [suggested, tables] = found
  revising.definition = {
    ...suggested,
    name: freeTableName(suggested.name, tables),
    covariates: [...suggested.covariates, covariate],
  }
  navigation.go('behaviour', 'builder')
}
