import type { IntentSource } from './measure-intents.ts'
import type { PropensitySource } from './measure-propensity.ts'
import type { VectorSource } from './measure-vectors.ts'

/** What the covariates of a definition ask beside the events, by number. */
export interface CovariateSources {
  readonly models: ReadonlyMap<number, VectorSource>
  readonly heads: ReadonlyMap<number, PropensitySource>
  readonly intents: ReadonlyMap<number, IntentSource>
}

export const noSources: CovariateSources = { models: new Map(), heads: new Map(), intents: new Map() }
