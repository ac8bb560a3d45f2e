/** Friendlier spellings of methods: `graph adjust` is `graph.adjustmentSets`. */
const spellings: Readonly<Record<string, string>> = {
  'graph.adjust': 'graph.adjustmentSets',
  'graph.check': 'graph.checkAdjustmentSet',
  'graph.separated': 'graph.dSeparated',
  'effects.uplift': 'effects.upliftMetrics',
  'behaviour.table': 'behaviour.buildTable',
  'pipeline.': 'pipeline.run',
  'verify.': 'verify.run',
}

/** The method that `antecedent <place> <verb>` names; verbs may be written with hyphens. */
export function methodOf(place: string, verb: string | undefined): string {
  const camel = (verb ?? '').replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  const named = place.includes('.') ? place : `${place}.${camel}`
  return spellings[named] ?? named
}
