import type { RefuterName } from '../../contract/effects.ts'
import { placeboTreatment } from './placebo-treatment.ts'
import { randomCommonCause } from './random-common-cause.ts'
import { randomSubset } from './random-subset.ts'
import type { Refuter } from './refuter.ts'

/** Every refuter that draws at random: one line each. */
const refuters: readonly Refuter[] = [placeboTreatment, randomCommonCause, randomSubset]

const byName = new Map(refuters.map((refuter) => [refuter.name, refuter]))

export function refuterOf(name: RefuterName): Refuter | undefined {
  return byName.get(name)
}
