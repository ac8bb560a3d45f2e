/** Friendlier spellings of methods: `graph adjust` is `graph.adjustmentSets`. */
const spellings: Readonly<Record<string, string>> = {
  'graph.adjust': 'graph.adjustmentSets',
  'graph.check': 'graph.checkAdjustmentSet',
  'graph.separated': 'graph.dSeparated',
  'effects.uplift': 'effects.upliftMetrics',
  'behaviour.table': 'behaviour.buildTable',
  'models.list': 'models.listKept',
  'models.rename': 'models.renameKept',
  'models.remove': 'models.removeKept',
  'models.export': 'models.exportKept',
  'models.import': 'models.importKept',
  'models.map': 'models.mapKept',
  'models.neighbours': 'models.neighboursKept',
  'models.plan': 'models.planKept',
  'models.sizes': 'models.sizesKept',
  'models.measureSizes': 'models.measureSizesKept',
  'pipeline.': 'pipeline.run',
  'verify.': 'verify.run',
}

/** What these mean where a project is given: its models, learning from its events. */
const ofProjects: Readonly<Record<string, string>> = {
  'models.train': 'models.trainKept',
  'models.evaluate': 'models.evaluateKept',
  'models.embed': 'models.embedKept',
  'models.predict': 'models.predictKept',
  'models.behaviourGraph': 'models.relateEvents',
  'models.propensity': 'models.trainPropensity',
  'models.intents': 'models.findIntents',
}

/** Flags that name a table or a file for a model to be about, instead of the project. */
const elsewhere = ['table', 'path', 'params'] as const

/** The method that `antecedent <place> <verb>` names; verbs may be written with hyphens. */
export function methodOf(
  place: string,
  verb: string | undefined,
  flags: ReadonlyMap<string, unknown> = new Map(),
): string {
  const camel = (verb ?? '').replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  const named = place.includes('.') ? place : `${place}.${camel}`
  const method = spellings[named] ?? named
  const ofProject = flags.has('project') && !elsewhere.some((flag) => flags.has(flag))
  return ofProject ? (ofProjects[method] ?? method) : method
}
