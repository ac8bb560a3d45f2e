import * as m from '../../messages/compiled/messages.js'
import type { Covariate } from '../../src-main/contract/behaviour.ts'

interface Kept {
  readonly id: number
  readonly name: string
}

/** What of the project a covariate can be made with, and where it is named; one that was chosen and deleted since is said so. */
export function offered(kept: readonly Kept[], chosen: number | undefined) {
  const options = kept.map(({ id, name }) => ({ value: `${id}`, label: name }))
  return chosen === undefined || kept.some(({ id }) => id === chosen)
    ? options
    : [{ value: `${chosen}`, label: m.ui_builder_deleted() }, ...options]
}

/** The first covariate that would be made with something that was deleted. */
export function withDeletedSource(
  covariates: readonly Covariate[],
  kept: {
    readonly models: readonly Kept[]
    readonly propensities: readonly Kept[]
    readonly intents: readonly Kept[]
  },
): Covariate | undefined {
  const gone = (among: readonly Kept[], chosen: number | undefined) =>
    chosen !== undefined && among.every(({ id }) => id !== chosen)
  return covariates.find(
    ({ model, propensity, intents }) =>
      gone(kept.models, model) || gone(kept.propensities, propensity) || gone(kept.intents, intents),
  )
}
