import type { RefuterName } from '../../contract/effects.ts'
import { bootstrapRefuter } from './bootstrap-refuter.ts'
import { dummyOutcome } from './dummy-outcome.ts'
import { placeboTreatment } from './placebo-treatment.ts'
import { randomCommonCause } from './random-common-cause.ts'
import { randomSubset } from './random-subset.ts'
import type { Refuter } from './refuter.ts'
import { unobservedConfounder } from './unobserved-confounder.ts'

/** Every refuter that draws at random: one line each. */
const refuters: readonly Refuter[] = [
  placeboTreatment,
  randomCommonCause,
  randomSubset,
  dummyOutcome,
  bootstrapRefuter,
  unobservedConfounder,
]

const byName = new Map(refuters.map((refuter) => [refuter.name, refuter]))

export function refuterOf(name: RefuterName): Refuter | undefined {
  return byName.get(name)
}
