import type { MethodName } from '../../src-main/contract/methods.ts'
import type { Place, PlaceState } from '../../src-main/contract/places.ts'
import { jobs } from '../state/jobs.svelte.ts'
import { project } from '../state/project.svelte.ts'

export type ShownState = PlaceState | 'running'

const jobsOf: Readonly<Record<Place, readonly MethodName[]>> = {
  data: ['data.import'],
  behaviour: ['behaviour.summary', 'behaviour.buildTable'],
  graph: [],
  effects: ['effects.analyse'],
  recommendations: ['recommend.build', 'recommend.evaluate'],
  report: ['report.write'],
}

/** What the rail says of a place. */
export function placeState(place: Place): ShownState {
  if (jobsOf[place].some((method) => jobs.runs(method))) return 'running'
  return project.current?.places[place] ?? 'empty'
}
