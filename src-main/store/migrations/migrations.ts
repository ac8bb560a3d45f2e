import { initial } from './0001-initial.ts'
import { judgements } from './0002-judgements.ts'
import { sequenceModels } from './0003-sequence-models.ts'
import { followUps } from './0004-follow-ups.ts'
import { edits } from './0005-edits.ts'
import { modelSizes } from './0006-model-sizes.ts'
import { propensities } from './0007-propensities.ts'
import { intentsAndBehaviourGraphs } from './0008-intents-and-behaviour-graphs.ts'
import { importedTables } from './0009-imported-tables.ts'

/** What turns a project of one schema version into the next. Never changed once released, only added to. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** In order: the first makes version 1 from an empty file. */
export const migrations: readonly Migration[] = [
  { name: '0001-initial', sql: initial },
  { name: '0002-judgements', sql: judgements },
  { name: '0003-sequence-models', sql: sequenceModels },
  { name: '0004-follow-ups', sql: followUps },
  { name: '0005-edits', sql: edits },
  { name: '0006-model-sizes', sql: modelSizes },
  { name: '0007-propensities', sql: propensities },
  { name: '0008-intents-and-behaviour-graphs', sql: intentsAndBehaviourGraphs },
  { name: '0009-imported-tables', sql: importedTables },
]
