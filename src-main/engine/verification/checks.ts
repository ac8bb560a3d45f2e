import type { Check } from './check.ts'
import { effectChecks } from './effect-checks.ts'
import { graphChecks } from './graph-checks.ts'
import { rankingChecks } from './ranking-checks.ts'
import { sensitivityChecks } from './sensitivity-checks.ts'

/** Everything that an installed copy can prove of itself, without any file but its own. */
export const checks: readonly Check[] = [
  ...graphChecks,
  ...effectChecks,
  ...sensitivityChecks,
  ...rankingChecks,
]
